/* The lists beside the counter: every open ticket that is not at this counter is in exactly one. */
(function (kiosk) {
  'use strict';

  const MS_PER_MINUTE = 60000;
  const ALWAYS = 'mine';

  /** Splits the office's tickets into the lists of one counter's console. */
  kiosk.sortTickets = function (snapshot, counter) {
    function isMine(ticket) { return counter.fields.indexOf(ticket.field) >= 0; }
    return {
      mine: snapshot.waiting.filter(isMine),
      parked: snapshot.parked,
      'to-return': snapshot.await_result,
      cooling: snapshot.cooling,
      'no-show': snapshot.no_show,
      others: snapshot.waiting.filter(function (ticket) { return !isMine(ticket); }),
      elsewhere: snapshot.counters.filter(function (other) {
        return other.ticket !== null && other.number !== counter.number;
      }).map(function (other) { return other.ticket; }),
      recent: snapshot.recent,
    };
  };

  /**
   * Draws the lists; about: {fieldNames, groups, next}. open(ticket) is called when a row is pressed.
   * A row that stays keeps the focus.
   */
  kiosk.drawLists = function (lists, about, open) {
    kiosk.keepFocus(function () { fillLists(lists, about, open); });
  };

  function fillLists(lists, about, open) {
    Object.keys(lists).forEach(function (id) {
      const tickets = lists[id];
      kiosk.say(id + '-count', String(tickets.length));
      kiosk.fill(id, tickets.map(function (ticket) { return row(ticket, about, open); }));
      kiosk.byId(id).parentNode.hidden = id !== ALWAYS && tickets.length === 0;
    });
  }

  /** Lets the times in the lists go on; `since` is the age of the snapshot in ms. */
  kiosk.tickLists = function (lists, since) {
    Object.keys(lists).forEach(function (id) {
      const rows = kiosk.byId(id).children;
      lists[id].forEach(function (ticket, index) {
        rows[index].querySelector('.time').textContent = time(ticket, since);
      });
    });
  };

  function row(ticket, office, open) {
    const about = [office.fieldNames[ticket.field] || ticket.field];
    if (ticket.priority || ticket.declared) { about.unshift('★ ' + (office.groups[ticket.priority || ticket.declared] || '')); }
    if (ticket.fetch) { about.unshift(ticket.fetch === 'asked' ? '☞ nhờ đón' : '☞ đang đi đón'); }
    if (ticket.park_reason) { about.unshift(kiosk.word(kiosk.PARK, ticket.park_reason) + (ticket.room ? ' · ' + ticket.room : '')); }
    const button = kiosk.make('button', ticket.ticket === office.next ? 'row next-up' : 'row', [
      kiosk.make('strong', 'code', ticket.code),
      kiosk.make('span', 'name', about.join(' · ')),
      kiosk.make('span', 'time', ''),
    ]);
    button.type = 'button';
    button.dataset.id = ticket.ticket;
    button.addEventListener('click', function () { open(ticket.ticket); });
    return kiosk.make('li', 'field-' + ticket.field, [button]);
  }

  function time(ticket, since) {
    if (ticket.state === 'cooling') {
      const minutes = Math.ceil(Math.max(0, ticket.ready_in_ms - since) / MS_PER_MINUTE);
      return minutes > 0 ? 'còn ' + minutes + ' phút' : 'sắp gọi lại';
    }
    if (ticket.state === 'no_show') { return ticket.calls + ' lần gọi'; }
    if (ticket.state === 'called' || ticket.state === 'serving') { return 'Quầy ' + ticket.counter; }
    if (ticket.state === 'served' || ticket.state === 'closed') { return kiosk.word(kiosk.STATE, ticket.state); }
    return kiosk.duration(ticket.waited_ms === null ? null : ticket.waited_ms + since);
  }
})(window.kiosk = window.kiosk || {});
