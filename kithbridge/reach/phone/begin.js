// A phone begins: what the page for phones shows once goes into the outbox's store, then the phone's own page opens.
(async () => {
  const from = document.querySelector('[data-token]');
  if (!from || !from.dataset.token) return;
  const token = from.dataset.token;
  from.removeAttribute('data-token');
  await caches.delete('today');
  await remember('heard', week());
  await act((out, kept) => { kept.clear(); kept.put(token, 'token'); });
  location.replace('/o/');
})();
