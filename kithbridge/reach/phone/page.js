'use strict';
// The page of a phone: one tap is one kit out. What it shows comes from the catalogue that the server sent; it asks the outbox for the rest.
const $ = id => document.getElementById(id), words = $('main').dataset, worker = navigator.serviceWorker;
let cat, where = {}, day = {}, n = 1, told = '';

const make = (tag, its, ...inside) => {
  const one = Object.assign(document.createElement(tag), its);
  one.append(...inside);
  return one;
};
const picture = name => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg'), use = document.createElementNS(svg.namespaceURI, 'use');
  svg.setAttribute('class', 'pic');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', '/o/pictures.svg#pic-' + name);
  svg.append(use);
  return svg;
};
// What stands in it now: texts or elements.
const put = (id, ...its) => $(id).replaceChildren(...its);
const show = (id, on) => { $(id).hidden = !on; };

// The one sentence: what happened, and what still waits.
async function tell(said = told) {
  const left = await waiting();
  told = said;
  put('dot', left ? '\u25d0' : '\u25cf');
  put('told', (said && said + ' ') + (left ? words.waits.replace('#', left) : words.none));
  put('today', words.today.replace('#', day.n));
  show('undo', day.last);
  show('locked', left);
}

async function draw() {
  const q = await get('q') || 0, token = await get('token'), off = await get('off');
  cat = await get('cat');
  where = await recall('where') || {};
  day = await recall('day') || {};
  // Yesterday's total goes at the first opening of another day. What was saved just before an end that came too soon is added: one, where
  // nothing had been counted before, since q begins anywhere; none, where the database was thrown away and q with it.
  if (day.d !== today()) {
    day = {d: today(), n: 0, q};
    if (cat) await remember('day', day);
  }
  if (day.q !== q) Object.assign(day, {n: day.n + Math.max(0, day.q ? q - day.q : 1), q, last: ''});
  if (cat && !where.a && cat.a.length === 1) where.a = cat.a[0][0];
  const left = await waiting();
  show('work', cat);
  show('off', !token);
  put('why', off ? words[off].replace('#', left) : token ? '' : words.begin);
  show('soon', token && !cat);
  if (cat) fill();
  return tell();
}

function button(kind, [key, label, drawing, recipe], big) {
  const act = () => note({k: kind, i: key, n, ...recipe && {r: recipe}});
  if (!big) return make('button', {className: 'act slim second', onclick: act}, label);
  return make('button', {className: 'count', onclick: act}, picture(drawing), make('span', {}, label), make('b', {}, '+' + n));
}
function chips(name, of, chosen) {
  return of.map(([key, label]) => make('label', {className: 'chip'},
    make('input', {type: 'radio', name, value: key, checked: key === chosen, onchange: () => choose(name, key)}), ' ' + label));
}
async function choose(name, key) {
  where[name] = key;
  await remember('where', where);
  fill();
}
const named = (of, key) => (of.find(one => one[0] === key) || [])[1];

function fill() {
  // Flags of a thing: x we may not bring it, p it comes in kits only, b it can come back.
  const of = (has, not) => cat.i.filter(one => one[4].includes(has) && !one[4].match('[' + not + ']'));
  const row = (id, things, kind = id, big) => {
    put(id, ...things.map(one => button(kind, one, big)));
    show(id + '-row', things.length);
  };
  row('out', of('', 'xp'), 'out', 1);
  row('none', of('', 'xp'));
  row('maynot', of('x', 'p'));
  row('back', of('b', 'x'));
  row('loose', of('p', 'x'), 'out');
  row('waste', of('', 'x'));
  put('warn', ...(cat.x || []).map(line => make('div', {className: 'note care'}, make('p', {}, line))));
  put('areas', ...chips('a', cat.a, where.a));
  put('bags', ...chips('p', [['', words.nobag], ...cat.p], where.p || ''));
  put('here', [named(cat.a, where.a) || words.area, where.p && named(cat.p, where.p)].filter(Boolean).join(', '));
  if (!where.a) $('place').open = true;
  show('bag', where.p);
  show('rest', where.p);
  put('many', n);
}

// `where` stands first, so that an event may say something else of its own.
async function note(event, said = words.saved) {
  if (!where.a) {
    scrollTo(0, 0);
    return tell(words.area);
  }
  const band = document.querySelector('[name=band]:checked').value, code = $('words').value.trim();
  const whole = {...where.p && {p: where.p}, a: where.a, ...event};
  if (event.k === 'out') Object.assign(whole, band && {s: band}, code && {x: code});
  if (event.k === 'hard' || event.u) delete whole.a, delete whole.p;
  try {
    const {id, q} = await save(whole);
    if (day.d !== today()) day = {d: today(), n: 0};
    Object.assign(day, {q, n: day.n + (event.u ? -1 : 1), last: event.u ? '' : id});
  } catch (_) {
    return tell(words.unsaved);
  }
  if (event.k === 'out') { $('none-said').checked = true; $('words').value = ''; }
  step(1 - n);
  await tell(said);
  await remember('day', day);
  sync();
  care();
}
function step(by) {
  n = Math.min(200, Math.max(1, n + by));
  fill();
}

async function sync(hello) {
  worker && worker.ready.then(r => r.sync && r.sync.register('send')).catch(() => {});
  const had = await get('cat'), key = await get('token');
  try { await send(hello); } catch (_) { return tell(); }
  const has = await get('cat');
  return (had || {}).v === (has || {}).v && key === await get('token') ? tell() : draw();
}

// A browser may clear what it keeps when room is short: ask it not to, and say so in time.
let asked;
async function care() {
  if (!navigator.storage || asked) return;
  asked = 1;
  navigator.storage.persist();
  const {quota, usage} = await navigator.storage.estimate();
  show('room', quota - usage < 5e7);
}

async function counted(event) {
  event.preventDefault();
  const found = {}, at = where.p;
  for (const field of event.target.querySelectorAll('input')) if (field.value) found[field.name] = +field.value;
  for (const one of cat.i) if (one[0] in found) await note({k: 'count', i: one[0], n: found[one[0]], ...one[3] && {r: one[3]}, p: at});
  await remember('bag', found);
}
async function bag() {
  const was = await recall('bag') || {};
  put('counts', ...cat.i.filter(one => !one[4].includes('x')).map(([key, label]) => make('label', {className: 'tick'},
    make('input', {type: 'number', className: 'short', name: key, min: 0, max: 9999, inputMode: 'numeric', value: was[key] ?? ''}), label)));
}

function begin() {
  $('less').onclick = () => step(-1);
  $('more').onclick = () => step(1);
  document.querySelectorAll('[data-way]').forEach(one => { one.onclick = () => note({k: 'passed', s: one.dataset.way}); });
  $('undo').onclick = () => note({k: 'undo', u: day.last}, words.undone);
  $('rest').onclick = () => note({k: 'rest'}, words.rested);
  $('hard').onclick = () => {
    put('talk', ...(cat.h || []).map(line => make('p', {}, line)));
    show('talks', 1);
    note({k: 'hard'});
  };
  $('drop').onclick = async () => { await drop(); draw(); };
  $('bag').ontoggle = bag;
  $('form').onsubmit = counted;
  // Idle data cost money: with nothing to send it says hello once an hour at most.
  let greeted = 0;
  const wake = () => document.hidden || draw().then(() => {
    const hello = Date.now() - greeted > 36e5;
    if (hello) greeted = Date.now();
    return sync(hello);
  });
  addEventListener('visibilitychange', wake);
  addEventListener('online', () => sync());
  // Being online is not always told; while something waits, or the list does, one more try each half minute.
  setInterval(() => waiting().then(left => (left || !cat) && sync(!cat)), 3e4);
  // The policy lets only this one address become a worker.
  const createScriptURL = () => '/o/worker.js', only = self.trustedTypes ? trustedTypes.createPolicy('phone', {createScriptURL}) : {createScriptURL};
  worker && worker.register(only.createScriptURL(''));
  // A database that is damaged may refuse to open once, and be made anew at the second try.
  mend().catch(mend).then(wake, wake);
}

if (self.isSecureContext && self.indexedDB && navigator.locks && crypto.randomUUID && AbortSignal.timeout) begin();
else { show('off', 1); put('why', words.old); }
