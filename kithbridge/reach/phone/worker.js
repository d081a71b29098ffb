'use strict';
// Serves the phone's own pages from what it keeps, and nothing else: no form, no other address, never /leave.
importScripts('/o/box.js');
const CACHE = 'notes-$VERSION', SHELL = $SHELL;
addEventListener('install', e => e.waitUntil(caches.open(CACHE).then(c => c.addAll(SHELL)).then(() => skipWaiting())));
addEventListener('activate', e => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith('notes-') && name !== CACHE) await caches.delete(name);
  await clients.claim();
})()));
addEventListener('fetch', e => {
  const asked = new URL(e.request.url);
  if (e.request.method !== 'GET' || asked.origin !== location.origin || !SHELL.includes(asked.pathname)) return;
  e.respondWith(caches.open(CACHE).then(c => c.match(asked.pathname)).then(kept => kept || fetch(e.request)));
});
addEventListener('sync', e => { if (e.tag === 'send') e.waitUntil(send()); });
