// What the keyboard must reach, remembered in window.__keys. start() is called once, then visit() after each press of Tab, then left().
(() => {
  const show = e => e.outerHTML.replace(/\s+/g, ' ').slice(0, 120);
  const visible = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
  const want = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]')]
    .filter(e => !e.matches(':disabled, input[type=hidden], [tabindex^="-"]') && !e.closest('[inert]') && visible(e));
  // Of a group of radio buttons Tab reaches one; the arrow keys reach the others.
  const groupOf = e => e.matches('input[type=radio]') && e.name ? 'radio ' + e.name + '|' + (e.form ? [...document.forms].indexOf(e.form) : '') : e;

  // All that a style sheet usually changes to show the focus, on the element, what is drawn around it and beside it.
  const look = e => {
    const near = [[e, null], [e, '::before'], [e, '::after'], [e.parentElement, null]];
    for (const l of e.labels || []) near.push([l, null], [l, '::before'], [l, '::after']);
    return near.filter(([n]) => n).map(([n, pseudo]) => {
      const s = getComputedStyle(n, pseudo);
      const outline = s.outlineStyle === 'none' || s.outlineWidth === '0px' ? '' : [s.outlineStyle, s.outlineWidth, s.outlineColor, s.outlineOffset].join(' ');
      return [outline, s.boxShadow, s.backgroundColor, s.color, s.borderTopColor, s.borderTopWidth, s.borderBottomColor, s.borderBottomWidth, s.textDecorationLine, s.clipPath, s.opacity].join(';');
    }).join('\n');
  };
  const k = window.__keys = {reached: new Set(), dull: [], before: new Map(), visits: new Map()};
  k.start = () => {
    if (document.activeElement) document.activeElement.blur();
    for (const e of want) k.before.set(e, look(e));
    // Tab goes on from where the focus was last: put that before everything.
    const top = document.createElement('span');
    top.tabIndex = -1;
    document.body.prepend(top);
    top.focus();
    k.top = top;
    return want.length;
  };
  // visit notes where the focus is, and says when it has come round or is caught.
  k.visit = () => {
    if (k.top) { k.top.remove(); k.top = null; }
    const e = document.activeElement;
    if (!e || e === document.body || e === document.documentElement) return 'end';
    const n = (k.visits.get(e) || 0) + 1;
    k.visits.set(e, n);
    if (n > 1) return e === k.first ? 'end' : 'trap';
    k.first = k.first || e;
    k.reached.add(groupOf(e));
    if (k.before.has(e) && k.before.get(e) === look(e)) k.dull.push(show(e));
    // The middle of a very long list is passed over: its rows are made like those before them.
    const at = want.indexOf(e), to = want.length - 40;
    if (k.visits.size === 80 && at >= 0 && to - at > 40) {
      for (const m of want.slice(at, to + 1)) k.reached.add(groupOf(m));
      want[to].focus();
    }
    return 'on';
  };
  k.faults = caught => {
    const faults = want.filter(e => !k.reached.has(groupOf(e))).map(e => 'Tab does not reach ' + show(e));
    if (caught) faults.push('the focus is caught at ' + show(document.activeElement));
    return [...new Set(faults), ...k.dull.map(h => 'the focus cannot be seen on ' + h)];
  };
  return k.start();
})()
