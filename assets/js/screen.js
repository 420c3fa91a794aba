// The waiting room's screen: asks for its numbers again when the stream says that something moved,
// and every 15 seconds by itself, since the browsers of old televisions know no streams. Written in
// the JavaScript of 2009.
(function () {
  'use strict';
  var body = document.body;
  var place = document.getElementById('angka');
  var last = number();
  var asking = false;
  var again = false;

  function number() {
    var shown = document.getElementById('kini');
    return shown ? shown.textContent : '';
  }

  function flash() {
    var shown = document.getElementById('kini');
    if (!shown) return;
    shown.className += ' called-now';
    setTimeout(function () { shown.className = 'now__number'; }, 3000);
  }

  function ask() {
    if (asking) { again = true; return; }
    asking = true;
    var request = new XMLHttpRequest();
    request.open('GET', body.getAttribute('data-numbers'), true);
    request.onreadystatechange = function () {
      if (request.readyState !== 4) return;
      asking = false;
      if (request.status === 200 && place.innerHTML !== request.responseText) {
        place.innerHTML = request.responseText;
        if (number() !== last) { last = number(); flash(); }
      }
      if (again) { again = false; ask(); }
    };
    request.send();
  }

  setInterval(ask, 15000);
  if (window.EventSource) {
    var stream = new window.EventSource(body.getAttribute('data-stream'));
    stream.addEventListener('news', ask);
    stream.addEventListener('reset', ask);
    stream.addEventListener('open', ask);
  }
}());
