// Faults of the page as it stands, one sentence each. Evaluated without arguments.
() => {
  const faults = [];
  const clean = s => (s || '').replace(/\s+/g, ' ').trim();
  const show = e => e.outerHTML.replace(/\s+/g, ' ').slice(0, 120);
  const visible = e => e.checkVisibility({visibilityProperty: true});
  const all = q => [...document.querySelectorAll(q)];

  if (!clean(document.documentElement.lang)) faults.push('the html element has no lang');
  if (!clean(document.title)) faults.push('the title is empty');
  const h1 = all('h1').filter(visible);
  if (h1.length !== 1) faults.push(`${h1.length} visible h1, want one`);
  const main = all('main, [role=main]').filter(visible);
  if (main.length !== 1) faults.push(`${main.length} main landmarks, want one`);

  let last = 0;
  for (const h of all('h1, h2, h3, h4, h5, h6').filter(visible)) {
    // GOV.UK Frontend puts the error summary and the banner before the h1, each with an h2 of its own.
    if (h.closest('.govuk-error-summary, .govuk-notification-banner')) continue;
    const level = Number(h.tagName[1]);
    if (level > last + 1) faults.push(last === 0 ? `the first heading is an h${level}: ${show(h)}` : `heading h${level} follows h${last}: ${show(h)}`);
    if (!clean(h.textContent)) faults.push(`an empty heading: ${show(h)}`);
    last = level;
  }

  const ids = new Map();
  for (const e of all('[id]')) ids.set(e.id, (ids.get(e.id) || 0) + 1);
  for (const [id, n] of ids) if (n > 1) faults.push(`id "${id}" is used ${n} times`);
  for (const attribute of ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls'])
    for (const e of all(`[${attribute}]`))
      for (const id of e.getAttribute(attribute).split(/\s+/).filter(Boolean))
        if (!ids.has(id)) faults.push(`${attribute} names "${id}", which is not on the page: ${show(e)}`);
  for (const e of all('a[href^="#"]')) {
    const id = decodeURIComponent(e.getAttribute('href').slice(1));
    if (id && !ids.has(id)) faults.push(`a link leads to "#${id}", which is not on the page: ${show(e)}`);
  }

  for (const e of all('input:not([type=hidden], [type=submit], [type=button], [type=image]), select, textarea')) {
    const by = (e.getAttribute('aria-labelledby') || '').split(/\s+/).filter(id => ids.has(id));
    const named = [...(e.labels || [])].some(l => clean(l.textContent)) || clean(e.getAttribute('aria-label')) || by.length > 0;
    if (!named) faults.push(`a field has no label: ${show(e)}`);
  }
  const groups = new Map();
  for (const e of all('input[type=radio]')) {
    const key = e.name + '|' + (e.form ? e.form.action : '');
    groups.set(key, [...(groups.get(key) || []), e]);
  }
  for (const g of groups.values()) {
    const box = g[0].closest('fieldset, [role=radiogroup], [role=group]');
    const named = box && (clean((box.querySelector(':scope > legend') || {}).textContent) || box.hasAttribute('aria-label') || box.hasAttribute('aria-labelledby'));
    if (g.length > 1 && !named) faults.push(`radio buttons without a fieldset and legend: ${show(g[0])}`);
  }
  for (const e of all('a[href], button, [role=button]').filter(visible)) {
    const name = clean(e.textContent) || clean(e.getAttribute('aria-label')) || e.getAttribute('aria-labelledby')
      || [...e.querySelectorAll('img[alt], svg[aria-label], svg title')].some(i => clean(i.getAttribute('alt') || i.getAttribute('aria-label') || i.textContent));
    if (!name) faults.push(`a link or button has no text: ${show(e)}`);
  }

  for (const t of all('table')) {
    if (t.matches('[role=presentation], [role=none]')) continue;
    if (!clean((t.querySelector(':scope > caption') || {}).textContent) && !t.hasAttribute('aria-label') && !t.hasAttribute('aria-labelledby'))
      faults.push(`a table has no caption: ${show(t)}`);
    if (!t.querySelector('th')) faults.push(`a table has no header cells: ${show(t)}`);
  }
  for (const e of all('th')) if (!/^(col|row|colgroup|rowgroup)$/.test(e.getAttribute('scope') || '')) faults.push(`a th has no scope: ${show(e)}`);
  for (const e of all('[colspan], [rowspan]')) if (e.matches('th, td') && (e.colSpan > 1 || e.rowSpan > 1)) faults.push(`a merged table cell: ${show(e)}`);

  for (const e of all('img:not([alt])')) faults.push(`a picture has no alt: ${show(e)}`);
  for (const e of all('svg')) {
    const hidden = e.closest('[aria-hidden=true]') || e.getAttribute('role') === 'presentation';
    const named = e.getAttribute('role') === 'img' && (e.hasAttribute('aria-label') || e.hasAttribute('aria-labelledby') || clean((e.querySelector('title') || {}).textContent));
    if (!hidden && !named) faults.push(`a drawing is neither hidden nor described: ${show(e)}`);
  }
  for (const e of all('[onclick], [onchange], [onsubmit], [onload], [style], script:not([src]):not([type="application/json"])'))
    faults.push(`inline script or style, which the content security policy refuses: ${show(e)}`);
  for (const e of all('[tabindex]')) if (e.tabIndex > 0) faults.push(`tabindex above 0 breaks the order of the focus: ${show(e)}`);
  return faults;
}
