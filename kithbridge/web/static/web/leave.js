(function () {
  'use strict';
  var root = document.documentElement, presses = [];
  function leave() {
    root.classList.add('gone');
    location.replace('/leave');
  }
  document.addEventListener('click', function (event) {
    if (event.target.closest && event.target.closest('a.leave')) {
      event.preventDefault();
      leave();
    }
  });
  document.addEventListener('keyup', function (event) {
    var now = Date.now();
    if (event.key !== 'Shift') {
      presses = [];
      return;
    }
    presses = presses.filter(function (then) { return now - then < 5000; });
    presses.push(now);
    if (presses.length === 3) { leave(); }
  });
  addEventListener('pageshow', function (event) {
    if (event.persisted) {
      root.classList.add('gone');
      location.reload();
    }
  });
}());
