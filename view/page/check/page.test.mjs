// All checks of the page, in one process, so that they share a browser.
import './units.mjs';
import './alone.mjs';
import './numbers.mjs';
import './keys.mjs';
import './hostile.mjs';
import './live.mjs';
import './program.mjs';
import './access.mjs';
import './fast.mjs';
