// Copies the text of a field when a button is pressed. Without JavaScript, and where there
// is no clipboard to write to, the button stays hidden and the field is copied by hand.

function watch(button) {
  const field = document.getElementById(button.dataset.copies);
  const said = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = button.dataset.copied;
    } catch {
      // Not allowed: at least it is marked.
      field.select();
    }
  });
}

if (navigator.clipboard) document.querySelectorAll("[data-copies]").forEach(watch);
