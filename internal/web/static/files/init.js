// Starts the enhancements of GOV.UK Frontend. Every page works without them.
import { initAll } from "./govuk-frontend.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}

// ARIA 1.2 has no aria-expanded on a radio, and screen readers differ in what they make of it. The kit writes it at each
// change; what is revealed follows the radio at once, so nothing is lost when it goes.
const radios = new MutationObserver((changes) => {
  for (const { target } of changes) {
    if (target.matches("input[type=radio][aria-expanded]")) {
      target.removeAttribute("aria-expanded");
    }
  }
});
radios.observe(document.body, { subtree: true, attributeFilter: ["aria-expanded"] });

// rememberExpanded would write to browser storage, where nothing of ours may be left behind.
initAll({ accordion: { rememberExpanded: false } });
