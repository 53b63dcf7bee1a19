// What is wider than the window, so that a person must scroll sideways to read it. Evaluated without arguments.
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = e => /auto|scroll|hidden|clip/.test(getComputedStyle(e).overflowX);
  const wide = [...document.body.querySelectorAll('*')].filter(e => {
    if (e.getBoundingClientRect().right <= width + 1) return false;
    for (let a = e.parentElement; a && a !== document.body; a = a.parentElement) if (scrolls(a)) return false;
    return true;
  });
  const innermost = wide.filter(e => !wide.some(o => o !== e && e.contains(o)));
  const names = innermost.slice(0, 5).map(e => e.outerHTML.replace(/\s+/g, ' ').slice(0, 120));
  return [`the page is ${document.documentElement.scrollWidth} px wide: ` + names.join(' | ')];
}
