// Counts a speech as it is written, by the rule of count_characters in
// events/models/speakers.py: code points of the NFC form, white space left out.
// Without JavaScript the server counts when the form is sent.

const SAID_AFTER_MS = 800;

export function countCharacters(text) {
  return [...text.normalize("NFC").replace(/\p{White_Space}/gu, "")].length;
}

function fill(words, count, most) {
  return words.replace("{count}", count).replace("{left}", Math.abs(most - count));
}

function watch(box) {
  const most = Number(box.dataset.most);
  const shown = box.querySelector("[data-shown]");
  const said = box.querySelector("[data-said]");
  const field = document.getElementById(box.dataset.counts);
  let pause;

  function tell() {
    const count = countCharacters(field.value);
    shown.textContent = fill(box.dataset.words, count, most);
    box.toggleAttribute("data-too-long", count > most);
    // Spoken only when the writer rests: a number at each letter would drown the words.
    clearTimeout(pause);
    pause = setTimeout(() => {
      const words = count > most ? box.dataset.over : box.dataset.left;
      said.textContent = fill(words, count, most);
    }, SAID_AFTER_MS);
  }

  field.addEventListener("input", tell);
  tell();
}

for (const box of globalThis.document?.querySelectorAll("[data-counts]") ?? []) watch(box);
