'use strict';
// What waits on this phone as text to hand over, locked as it lies here. Nothing is dropped: what also comes by itself counts once.
(async () => {
  const at = document.getElementById('give'), words = at.dataset, MOST = 400;
  const add = (tag, its) => at.appendChild(Object.assign(document.createElement(tag), its));
  // An app of somebody else's may break lines anywhere: so a note has no sign in it that means anything but its end.
  const written = some => some.length + ' notes.\n' + some.map(({id, box}) => id.replaceAll('-', '') + '\n' + box + '.\n').join('');
  await mend().catch(mend);
  const all = await act(out => out.getAll(), 'readonly');
  add('p', {className: 'big', textContent: all.length ? words.waits.replace('#', all.length) : words.none});
  for (let from = 0; from < all.length; from += MOST) {
    const text = written(all.slice(from, from + MOST));
    if (all.length > MOST) add('h2', {textContent: words.part.replace('#', from / MOST + 1)});
    const field = Object.assign(document.createElement('textarea'), {readOnly: true, value: text, ariaLabel: words.text});
    add('div', {className: 'field'}).append(field);
    const copy = add('button', {className: 'act', textContent: words.copy});
    copy.onclick = async () => {
      field.select();
      const done = await navigator.clipboard.writeText(text).then(() => true, () => document.execCommand('copy'));
      copy.textContent = done ? words.copied : words.select;
    };
    const kept = URL.createObjectURL(new Blob([text], {type: 'text/plain'}));
    add('a', {className: 'act second', href: kept, download: 'notes.txt', textContent: words.save});
  }
})();
