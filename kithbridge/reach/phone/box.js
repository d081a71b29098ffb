'use strict';
// The outbox of a phone, for its page and its worker. Offers
//   save(event)   locks it to the server's key and keeps it; comes back only when it lies on the disk
//   send(hello)   sends what waits and drops what the answer names; `hello` also with nothing to send
//   waiting(), get(name), forget(why), drop(), recall(name), remember(name, value)
// The database has two stores. `out`: locked events, under random numbers. `kept`: token, cat (the catalogue), off (why it cannot
// send), q (counts events from a random start). A database's files hold for months what was written over; so what changes from day to
// day lies beside it, in the cache `today`, which keeps one file each: where (area and bag), day (today, its total, the last number,
// q), bag (its last count), heard (week of the last answer). Nothing else lies in clear.
const S = crypto.subtle, WEEK = 6048e5, EC = {name: 'ECDH', namedCurve: 'P-256'}, utf = s => new TextEncoder().encode(s);
const today = () => new Date().toLocaleDateString('sv');
const week = () => Math.floor(Date.now() / WEEK);
let opened, next, greet, lock;

const base = () => opened ||= new Promise((ok, no) => {
  const ask = indexedDB.open('notes', 1);
  ask.onupgradeneeded = () => {
    ask.result.createObjectStore('out', {keyPath: 'id'});
    ask.result.createObjectStore('kept');
  };
  ask.onsuccess = () => {
    const db = ask.result;
    db.onclose = () => { opened = 0; };
    db.onversionchange = () => { db.close(); opened = 0; };
    ok(db);
  };
  ask.onerror = () => { opened = 0; no(ask.error); };
});

// One transaction over both stores; done when it lies on the disk. `strict`: the browser's own default may lose the last seconds.
async function act(work, mode = 'readwrite') {
  const t = (await base()).transaction(['out', 'kept'], mode, {durability: 'strict'});
  return new Promise((ok, no) => {
    const ask = work(t.objectStore('out'), t.objectStore('kept'));
    t.oncomplete = () => ok(ask && ask.result);
    t.onabort = t.onerror = () => no(t.error);
  });
}
const get = name => act((out, kept) => kept.get(name), 'readonly');
const waiting = () => act(out => out.count(), 'readonly');
const drop = () => caches.delete('out').then(() => act(out => { out.clear(); }));
const shelf = () => caches.open('today');
// A cache is not as safe as the database: where it fails, these things are only forgotten.
const recall = name => shelf().then(c => c.match('/o/' + name)).then(kept => kept && kept.json()).catch(() => 0);
const remember = (name, value) => shelf().then(c => c.put('/o/' + name, new Response(JSON.stringify(value)))).catch(() => 0);
const forget = async why => {
  lock = 0;
  await act((out, kept) => { kept.clear(); kept.put(why, 'off'); });
  await caches.delete('today');
};

// Chromium throws a database away when it was cut off while writing, at the start after the next (measured). So what waits, and what
// is needed to save and send, lies in caches too, and a start without them in the database fetches them from there.
const twin = ({id, box}) => caches.open('out').then(c => c.put('/o/' + id, new Response(box))).catch(() => 0);
async function mend() {
  if (await get('off') || await get('token') && await get('cat')) return;
  const base = await recall('base'), c = await caches.open('out');
  const lost = await Promise.all((await c.keys()).map(async one => ({id: one.url.slice(-36), box: await (await c.match(one)).text()})));
  await act((out, kept) => {
    lost.forEach(row => out.put(row));
    if (base) { kept.put(base.token, 'token'); kept.put(base.cat, 'cat'); }
  });
}

// The server's key, read once: reading it for every event doubled the time of 10,000.
async function theirs(point) {
  if (!lock || lock.point !== point) {
    const raw = Uint8Array.from(atob(point), c => c.charCodeAt(0));
    lock = {point, name: new Uint8Array(await S.digest('SHA-256', raw)).slice(0, 4), key: await S.importKey('raw', raw, EC, false, [])};
  }
  return lock;
}
async function seal(point, id, event) {
  const to = await theirs(point), pair = await S.generateKey(EC, false, ['deriveBits']);
  const own = await S.exportKey('raw', pair.publicKey), z = await S.deriveBits({name: 'ECDH', public: to.key}, pair.privateKey, 256);
  const key = await S.deriveKey({name: 'HKDF', hash: 'SHA-256', salt: own, info: utf('kb1:event')},
    await S.importKey('raw', z, 'HKDF', false, ['deriveKey']), {name: 'AES-GCM', length: 256}, false, ['encrypt']);
  // Filled up with blanks, so that the length does not tell what it says.
  const said = JSON.stringify(event), full = utf(said.padEnd(Math.max(160, Math.ceil(said.length / 80) * 80)));
  const shut = await S.encrypt({name: 'AES-GCM', iv: new Uint8Array(12), additionalData: utf(id)}, key, full);
  return btoa(String.fromCharCode(...to.name, ...new Uint8Array(own), ...new Uint8Array(shut)));
}

async function save(event) {
  const id = crypto.randomUUID(), cat = await get('cat');
  for (;;) {
    const was = await get('q'), q = (was ?? crypto.getRandomValues(new Uint16Array(1))[0]) + 1;
    const box = await seal(cat.k[1], id, {v: 1, d: today(), c: cat.v, q, ...event});
    // Locking takes a while: if another tab has saved in between, this one counts on from there.
    const now = await act((out, kept) => {
      const ask = kept.get('q');
      ask.onsuccess = () => { if (ask.result === was) { kept.put(q, 'q'); out.put({id, box}); } };
      return ask;
    });
    if (now === was) { await twin({id, box}); return {id, q}; }
  }
}

// One after the other over all tabs. Whoever comes while somebody waits for the turn is served by that turn.
function send(hello) {
  greet ||= hello;
  return next ||= navigator.locks.request('send', async () => {
    next = 0;
    for (;;) {
      const [token, cat, heard, rows] = await Promise.all(
        [get('token'), get('cat'), recall('heard'), act(out => out.getAll(null, 500), 'readonly')]);
      if (!rows.length) {
        await caches.delete('out');
        // Saved meanwhile: its twin may have gone with the rest.
        (await act(out => out.getAll(), 'readonly')).forEach(twin);
      }
      if (!token || !rows.length && !greet) return;
      if (heard && week() - heard > (cat ? cat.q : 8)) return forget('quiet');
      // Without a time limit a link that is down holds the turn for ever.
      const answer = await fetch('/o/s', {method: 'POST', credentials: 'omit', redirect: 'error', signal: AbortSignal.timeout(2e4),
        headers: {Authorization: 'Bearer ' + token, 'Content-Type': 'application/json'},
        body: JSON.stringify({c: cat ? cat.v : '', e: rows.map(row => [row.id, row.box])})});
      if (answer.status === 410) return forget('gone');
      if (!answer.ok) throw Error(answer.status);
      const a = await answer.json(), ours = new Set(rows.map(row => row.id)), named = [...a.ok, ...a.held].filter(id => ours.has(id));
      // Beside first, and whenever it is not there: an end between the two left a phone without it until the list changed.
      if (a.cat || !await recall('base')) await remember('base', {token, cat: a.cat || cat});
      await act((out, kept) => {
        named.forEach(id => out.delete(id));
        if (a.cat) kept.put(a.cat, 'cat');
      });
      if (heard !== week()) await remember('heard', week());
      greet = 0;
      if (rows.length && !named.length) throw Error('none taken');
    }
  });
}
