// The combinations in which text is shown on the page: what decides whether it can be read from its ground. One string for each combination.
() => {
  // What is drawn behind and around an element, up from it; placed is how it may come to lie over something else.
  const grounds = new Map();
  const ground = e => {
    if (!e) return '';
    if (!grounds.has(e)) {
      const s = getComputedStyle(e);
      const own = [
        s.backgroundColor === 'rgba(0, 0, 0, 0)' ? '' : s.backgroundColor, s.backgroundImage === 'none' ? '' : s.backgroundImage,
        s.opacity === '1' ? '' : s.opacity, s.filter === 'none' ? '' : s.filter, s.mixBlendMode === 'normal' ? '' : s.mixBlendMode,
        ['static', 'relative'].includes(s.position) ? '' : s.position, [s.marginTop, s.marginLeft].some(m => m.startsWith('-')) ? 'pulled' : '',
      ].filter(Boolean).join(' ');
      const above = ground(e.parentElement);
      grounds.set(e, own ? above + '/' + own : above);
    }
    return grounds.get(e);
  };
  const seen = new Set();
  const note = e => {
    const s = getComputedStyle(e);
    seen.add([s.color, s.fontSize, s.fontWeight, s.textShadow === 'none' ? '' : s.textShadow, s.webkitTextFillColor === s.color ? '' : s.webkitTextFillColor, e.matches(':disabled') ? 'disabled' : '', ground(e)].join('|'));
  };
  for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea')) note(e);
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = words.nextNode(); n; n = words.nextNode()) {
    const e = n.parentElement;
    if (n.data.trim() && e.checkVisibility({visibilityProperty: true})) note(e);
  }
  return [...seen];
}
