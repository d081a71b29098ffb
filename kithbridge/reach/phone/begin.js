// A phone begins: what the page for phones shows once goes into the outbox's store, then the phone's own page opens.
(async () => {
  const from = document.querySelector('[data-token]');
  if (!from || !from.dataset.token) return;
  const token = from.dataset.token;
  from.removeAttribute('data-token');
  await act((out, kept) => { kept.clear(); kept.put(token, 'token'); kept.put(week(), 'heard'); });
  location.replace('/o/');
})();
