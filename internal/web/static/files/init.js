// Starts the enhancements of GOV.UK Frontend. Every page works without them.
import { initAll } from "./govuk-frontend.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}

// rememberExpanded would write to browser storage, where nothing of ours may be left behind.
initAll({ accordion: { rememberExpanded: false } });
