// Finds things on a page by what a person reads there. Evaluated with (kind, text); the element found is kept in window.__found.
(kind, wanted) => {
  const clean = s => (s || '').replace(/\s+/g, ' ').trim();
  const visible = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
  const textOf = e => clean(e.getAttribute('aria-label') || (e.matches('input') ? e.value : e.textContent));

  // The text of a label, without what stands in the control when the label is around it.
  const labelText = l => {
    const copy = l.cloneNode(true);
    copy.querySelectorAll('select, textarea, option').forEach(e => e.remove());
    return clean(copy.textContent);
  };
  const namesOf = e => [
    ...[...(e.labels || [])].map(labelText),
    clean(e.getAttribute('aria-label')),
    clean((e.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean).map(id => (document.getElementById(id) || {}).textContent || '').join(' ')),
  ].filter(Boolean);
  const groupsOf = e => {
    const names = [];
    for (let g = e.closest('fieldset, [role=group], [role=radiogroup]'); g; g = g.parentElement && g.parentElement.closest('fieldset, [role=group], [role=radiogroup]')) {
      const legend = g.querySelector(':scope > legend');
      names.push(...(legend ? [clean(legend.textContent)] : []), ...namesOf(g));
    }
    return names;
  };

  const kinds = {
    clickable: 'a[href], button, input[type=submit], input[type=button], summary, [role=button], [role=tab], [role=link]',
    button: 'button, input[type=submit], input[type=button], [role=button]',
    radio: 'input[type=radio]',
    checkbox: 'input[type=checkbox]',
    select: 'select',
    file: 'input[type=file]',
    field: 'input:not([type=radio], [type=checkbox], [type=submit], [type=button], [type=hidden], [type=file]), textarea, select',
  };
  const words = kind === 'clickable' || kind === 'button';
  let all;
  if (kind === 'css') {
    all = [...document.querySelectorAll(wanted)].filter(visible).slice(0, 1);
  } else {
    const path = words ? [wanted] : wanted.split(' > ');
    const name = clean(path.pop());
    const candidates = [...document.querySelectorAll(kinds[kind])].filter(e => visible(e) || [...(e.labels || [])].some(visible));
    const inGroup = e => path.every(g => groupsOf(e).includes(clean(g)));
    const names = e => words ? [textOf(e), ...namesOf(e)] : namesOf(e);
    const pick = test => candidates.filter(e => inGroup(e) && names(e).some(test));
    all = pick(n => n === name);
    if (all.length === 0) all = pick(n => n.includes(name));
    if (all.length > 1) {
      const inMain = all.filter(e => e.closest('main'));
      if (inMain.length > 0) all = inMain;
    }
    if (all.length !== 1) {
      const seen = candidates.map(e => [...groupsOf(e).slice(0, 1), names(e)[0]].filter(Boolean).join(' > '));
      return {count: all.length, seen: [...new Set(seen)].slice(0, 40)};
    }
  }
  if (all.length === 0) return {count: 0, seen: []};

  const e = all[0];
  window.__found = e;
  window.__arrived = false; // until a click comes to the page
  document.addEventListener('click', () => { window.__arrived = true; }, {capture: true, once: true});
  // Radios and checkboxes may be drawn by their labels: then the label is what a person clicks.
  let target = e;
  if ((kind === 'radio' || kind === 'checkbox') && e.labels.length > 0) target = e.labels[0];
  target.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
  const box = [...target.getClientRects()].find(r => r.width > 0 && r.height > 0) || target.getBoundingClientRect();
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  const top = document.elementFromPoint(x, y);
  const hit = top && (target.contains(top) || e === top || top.contains(target) && top.matches('label'));
  return {
    count: 1, x, y, seen: [],
    covered: hit ? '' : (top ? top.outerHTML.slice(0, 200) : 'nothing: it is outside the window'),
    disabled: e.disabled === true, checked: e.checked === true, value: e.value === undefined ? '' : String(e.value),
  };
}
