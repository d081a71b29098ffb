"use strict";
// One tap takes a wording at once, in the page: nothing is sent. Without this script the same buttons send the form.
(() => {
  const written = area => document.querySelector(`[data-written="${area}"]`);
  const field = area => document.getElementById(area);
  const wordsOf = node => node.nodeType === Node.TEXT_NODE ? node.data : node.firstChild.textContent;
  const textOf = area => [...written(area).childNodes].map(wordsOf).join("");
  // The server counts code points, as Python does.
  const startOf = mark => {
    let before = "";
    for (let one = mark.previousSibling; one; one = one.previousSibling) before = wordsOf(one) + before;
    return [...before].length;
  };
  const undone = [];

  function put(area, mark, words, back) {
    const carried = document.querySelector(`[data-steps="${area}"]`);
    const steps = carried ? JSON.parse(carried.value || "[]") : [];
    if (back) steps.pop();
    else steps.push([startOf(mark), mark.firstChild.textContent, words]);
    if (carried) carried.value = JSON.stringify(steps);
    mark.firstChild.textContent = words;
    field(area).value = textOf(area);
  }

  function show(area, mark, taken) {
    const card = document.getElementById(mark.dataset.card);
    mark.classList.toggle("taken", taken);
    const count = document.querySelector(`[data-taken="${area}"]`);
    count.hidden = false;
    count.lastElementChild.textContent = written(area).querySelectorAll("mark.taken").length;
    mark.lastChild.textContent = taken ? mark.dataset.number + " " + written(area).dataset.word : mark.dataset.label;
    if (!card) return;
    card.classList.toggle("gone", taken);
    for (const one of card.querySelectorAll("[name=take]")) one.setAttribute("aria-pressed", String(taken && one.dataset.words === mark.firstChild.textContent));
  }

  function take(press, button) {
    const area = button.dataset.area, mark = document.getElementById(button.dataset.mark);
    // Whoever wrote in the field has another text than the marks: then the server looks.
    if (!mark || field(area).value !== textOf(area)) return;
    press.preventDefault();
    mark.dataset.label ||= mark.lastChild.textContent;
    mark.dataset.number ||= mark.dataset.label.split(" ")[0];
    mark.dataset.was ??= mark.firstChild.textContent;
    undone.push({ area, mark, words: mark.firstChild.textContent, taken: mark.classList.contains("taken") });
    // A second tap on what was taken puts it back: on a phone "Undo the last" is far above.
    const back = button.getAttribute("aria-pressed") === "true";
    put(area, mark, back ? mark.dataset.was : button.dataset.words);
    show(area, mark, !back);
    for (const one of document.querySelectorAll(`[data-undo="${area}"]`)) one.hidden = false;
  }

  function undo(press, button) {
    const last = undone.at(-1);
    if (!last || last.area !== button.dataset.undo || field(last.area).value !== textOf(last.area)) return;
    press.preventDefault();
    undone.pop();
    put(last.area, last.mark, last.words, true);
    show(last.area, last.mark, last.taken);
    last.mark.scrollIntoView({ block: "center" });
  }

  async function copy(button) {
    const text = field(button.dataset.copy).value;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = field(button.dataset.copy);
      area.closest("details").open = true;
      area.select();
      document.execCommand("copy");
    }
    button.textContent = button.dataset.done;
  }

  for (const one of document.querySelectorAll("[data-copy]")) one.hidden = false;
  document.addEventListener("click", press => {
    const button = press.target.closest("button");
    if (!button) return;
    if (button.dataset.mark) take(press, button);
    else if (button.dataset.undo) undo(press, button);
    else if (button.dataset.copy) copy(button);
  });
})();
