// What each page does beyond working: every part attaches itself by data attributes, and leaves alone
// what is not there.
import { keepTokens } from './api.js';
import { addFolds, unfoldTarget } from './collapse.js';
import { showCards } from './cards.js';
import { chooseToCompare } from './compare.js';
import { keepDrafts } from './drafts.js';
import { goLive } from './live.js';
import { unrollMaps } from './map.js';
import { closeMenus } from './menu.js';
import { usePasskeys } from './passkey.js';
import { helpWithPasswords } from './password.js';
import { writeInPlace } from './reply.js';
import { offerDecision, reportInPlace } from './report.js';
import { suggestNames } from './suggest.js';
import { switchTheme } from './switch.js';
import { keepTimes, showTimes } from './time.js';
import { dropButtons, markOwn, readOwn, voteInPlace } from './votes.js';

// What scrolls in its own box must be reachable by keyboard.
function reachBoxes(part) {
  for (const box of part.querySelectorAll('.prose pre, .prose .table'))
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}

// Comments get this when the page is loaded and when one arrives later.
function dress(part) {
  showTimes(part);
  dropButtons(part);
  offerDecision(part);
  markOwn(part);
  addFolds(part);
  reachBoxes(part);
}

readOwn();
dress(document);
keepTimes();
closeMenus();
usePasskeys();
helpWithPasswords();
unrollMaps();
switchTheme();
chooseToCompare();
suggestNames();
showCards();
unfoldTarget();
voteInPlace();
reportInPlace();
keepDrafts();
keepTokens();
writeInPlace();
goLive(dress);
