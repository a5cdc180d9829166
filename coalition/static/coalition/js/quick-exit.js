// Quick exit: leaves without an entry in the history, by the link or by Escape pressed twice.
// Without JavaScript the link alone still leads away.

const exit = document.querySelector("[data-quick-exit]");
const TWICE_WITHIN_MS = 1500;
let lastEscape = -TWICE_WITHIN_MS;

function leave() {
  // The page disappears at once, even when the next one takes long to answer.
  document.body.hidden = true;
  window.location.replace(exit.href);
}

exit.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  // While Hangul is being composed, Escape only ends the syllable; a held key is one press.
  if (event.key !== "Escape" || event.isComposing || event.repeat) return;
  if (event.timeStamp - lastEscape < TWICE_WITHIN_MS) leave();
  lastEscape = event.timeStamp;
});
