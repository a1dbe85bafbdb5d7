/* The lists beside the counter: every open ticket that is not at a counter is in exactly one. */
(function (kiosk) {
  'use strict';

  const MS_PER_MINUTE = 60000;

  /** Splits the office's tickets into the lists of one counter's console. */
  kiosk.sortTickets = function (snapshot, counter) {
    function isMine(ticket) { return counter.fields.indexOf(ticket.field) >= 0; }
    return {
      mine: snapshot.waiting.filter(isMine),
      others: snapshot.waiting.filter(function (ticket) { return !isMine(ticket); }),
      cooling: snapshot.cooling,
      'no-show': snapshot.no_show,
    };
  };

  kiosk.drawLists = function (lists, fieldNames) {
    Object.keys(lists).forEach(function (id) {
      const tickets = lists[id];
      kiosk.say(id + '-count', String(tickets.length));
      kiosk.fill(id, tickets.map(function (ticket) { return row(ticket, fieldNames[ticket.field]); }));
      kiosk.byId(id).parentNode.hidden = id !== 'mine' && tickets.length === 0;
    });
  };

  /** Lets the times in the lists go on; `since` is the age of the snapshot in ms. */
  kiosk.tickLists = function (lists, since) {
    Object.keys(lists).forEach(function (id) {
      const rows = kiosk.byId(id).children;
      lists[id].forEach(function (ticket, index) {
        rows[index].lastChild.textContent = time(ticket, since);
      });
    });
  };

  function row(ticket, fieldName) {
    return kiosk.make('li', 'field-' + ticket.field, [
      kiosk.make('strong', 'code', ticket.code),
      kiosk.make('span', 'name', fieldName),
      kiosk.make('span', 'time', ''),
    ]);
  }

  function time(ticket, since) {
    if (ticket.state === 'cooling') {
      const minutes = Math.ceil(Math.max(0, ticket.ready_in_ms - since) / MS_PER_MINUTE);
      return minutes > 0 ? 'còn ' + minutes + ' phút' : 'sắp gọi lại';
    }
    if (ticket.state === 'no_show') { return ticket.calls + ' lần gọi'; }
    return kiosk.duration(ticket.waited_ms === null ? null : ticket.waited_ms + since);
  }
})(window.kiosk = window.kiosk || {});
