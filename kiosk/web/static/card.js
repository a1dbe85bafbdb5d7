/* The person at the counter: what to confirm by sight, and what was noted. */
(function (kiosk) {
  'use strict';

  function chips(id, texts) {
    kiosk.fill(id, texts.map(function (text) { return kiosk.make('li', '', text); }));
    kiosk.show(id, texts.length > 0);
  }

  function priority(ticket, groups) {
    const group = ticket.priority || ticket.declared;
    kiosk.show('priority', group !== null);
    if (group === null) { return; }
    kiosk.say('priority-words', (ticket.priority ? 'Ưu tiên: ' : 'Khai ưu tiên: ') + (groups[group] || group));
  }

  /* Only where the office has switched it on; the desk shows it to the calling officer alone. */
  function face(ticket) {
    const image = kiosk.byId('face');
    const wanted = document.body.hasAttribute('data-pictures') && ticket !== null && ticket.how === 'face';
    const address = wanted ? '/api/pictures/' + encodeURIComponent(ticket.ticket) : '';
    if (image.dataset.address === address) { return; }
    image.dataset.address = address;
    image.hidden = true;
    if (wanted) {
      image.onload = function () { image.hidden = false; };
      image.src = address;
    } else {
      image.removeAttribute('src');
    }
  }

  /** Draws the card. about: {fieldNames, groups, reasons, waiting}; ticket is null at a free counter. */
  kiosk.drawCard = function (ticket, about) {
    const card = kiosk.byId('card');
    card.dataset.state = ticket === null ? 'idle' : ticket.state;
    ['person', 'facts', 'papers'].forEach(function (id) { kiosk.show(id, ticket !== null); });
    if (ticket === null) {
      card.className = 'card';
      kiosk.say('state', 'Quầy đang trống');
      kiosk.say('field', about.waiting > 0 ? about.waiting + ' người đang chờ quầy này' : 'Chưa có ai chờ quầy này');
      kiosk.show('priority', false);
      face(null);
      return;
    }
    card.className = 'card field-' + ticket.field;
    kiosk.say('state', kiosk.word(kiosk.STATE, ticket.state));
    kiosk.say('code', ticket.code);
    kiosk.say('field', about.fieldNames[ticket.field] || ticket.field);
    kiosk.say('waited', kiosk.duration(ticket.waited_ms));
    kiosk.say('calls', String(ticket.calls));
    kiosk.say('how', kiosk.word(kiosk.HOW, ticket.how) + (ticket.language === 'en' ? ' · English' : ''));
    kiosk.say('why', about.reasons[ticket.reason] || '–');
    const picture = kiosk.icon('ticket', ticket.icon);
    if (kiosk.byId('icon').getAttribute('src') !== picture) { kiosk.byId('icon').src = picture; }
    face(ticket);
    priority(ticket, about.groups);
    const fetch = ticket.fetch === null ? [] : [ticket.fetch === 'asked' ? '☞ Nhờ đến đón tại chỗ ngồi' : '☞ Có người đi đón'];
    chips('signs', fetch.concat(ticket.signs.map(function (sign) { return kiosk.word(kiosk.SIGN, sign); })));
    chips('dossiers', ticket.dossiers);
    kiosk.say('given', ticket.on_time === null ? '' : 'Đã trả kết quả: ' + (ticket.on_time ? 'đúng hẹn' : 'trễ'));
  };
})(window.kiosk = window.kiosk || {});
