/* The questions that some steps ask before they become a command. */
(function (kiosk) {
  'use strict';

  const ORDERS = [['in_order', 'Theo giờ đến', 'thường dùng'], ['first', 'Lên đầu hàng', ''], ['last', 'Xuống cuối hàng', '']];

  function choicesOf(table, pick) {
    return Object.keys(table).map(function (code) {
      return { words: table[code], pick: function () { pick(code); } };
    });
  }

  /** Gives every open ticket, those at counters first. */
  function openTickets(snapshot) {
    const served = snapshot.counters.map(function (counter) { return counter.ticket; }).filter(Boolean);
    return served.concat(snapshot.waiting, snapshot.cooling, snapshot.parked, snapshot.no_show, snapshot.await_result);
  }

  /**
   * Makes the steps. desk.send(type, values) sends; desk.on(ticket) gives a ticket's id and version;
   * desk.snapshot(), desk.number, desk.me, desk.names, desk.groups, desk.fieldNames() tell the office.
   */
  kiosk.makeSteps = function (desk) {
    function give(type, ticket, values) { desk.send(type, Object.assign(desk.on(ticket), values || {})); }

    function park(ticket) {
      kiosk.choose('Tạm giữ ' + ticket.code, 'Người này đi đâu?', choicesOf(kiosk.PARK, function (reason) {
        give('Park', ticket, { reason: reason });
      }));
    }

    function transfer(ticket) {
      function inOrder(values) {
        kiosk.choose('Đứng ở đâu trong hàng?', '', ORDERS.map(function (order) {
          return { words: order[1], more: order[2], pick: function () { give('Transfer', ticket, Object.assign({ order: order[0] }, values)); } };
        }));
      }
      const snapshot = desk.snapshot();
      const seated = snapshot.counters.filter(function (c) { return c.officer !== null && c.number !== desk.number; });
      kiosk.choose('Chuyển ' + ticket.code, '', [
        { words: 'Sang lĩnh vực khác', pick: function () {
          kiosk.choose('Sang lĩnh vực nào?', '', snapshot.fields.filter(function (f) { return f.code !== ticket.field; }).map(function (f) {
            const open = f.open_counters.length > 0 ? 'quầy ' + f.open_counters.join(', ') : 'chưa có quầy mở';
            return { words: f.name_vi, more: open, pick: function () { inOrder({ field: f.code }); } };
          }));
        } },
        { words: 'Đến một quầy', off: seated.length === 0, pick: function () {
          kiosk.choose('Đến quầy nào?', '', seated.map(function (c) {
            return { words: 'Quầy ' + c.number, more: desk.names[c.officer] || c.officer, pick: function () { inOrder({ counter: c.number }); } };
          }));
        } },
        { words: 'Đến một cán bộ', off: seated.length === 0, pick: function () {
          kiosk.choose('Đến cán bộ nào?', '', seated.map(function (c) {
            return { words: desk.names[c.officer] || c.officer, more: 'quầy ' + c.number, pick: function () { inOrder({ officer: c.officer }); } };
          }));
        } },
      ]);
    }

    function requeue(ticket) {
      kiosk.choose('Trả ' + ticket.code + ' về hàng chờ', '', [
        { words: 'Giữ chỗ cũ', pick: function () { give('Requeue', ticket, { keep_place: true }); } },
        { words: 'Xuống cuối hàng', pick: function () { give('Requeue', ticket, { keep_place: false }); } },
      ]);
    }

    function signs(ticket) {
      kiosk.choose('Ghi chú cho ' + ticket.code, 'Bấm lại để bỏ. Không ghi tên hay giấy tờ của ai.', Object.keys(kiosk.SIGN).map(function (sign) {
        const has = ticket.signs.indexOf(sign) >= 0;
        const after = has ? ticket.signs.filter(function (each) { return each !== sign; }) : ticket.signs.concat([sign]);
        return { words: kiosk.SIGN[sign], more: has ? '✓ đang có' : '', pick: function () { give('NoteSign', ticket, { signs: after }); } };
      }));
    }

    function dossier(ticket) {
      kiosk.enter('Mã hồ sơ của ' + ticket.code, 'Gõ hoặc quét mã vạch; máy chỉ giữ mã, không giữ nội dung.', {
        label: 'Mã hồ sơ', hint: '000.00.01.H26-260930-0012', take: function (value) { give('NoteDossier', ticket, { dossier: value }); },
      });
    }

    function result(ticket) {
      kiosk.choose('Trả kết quả cho ' + ticket.code, '', [
        { words: 'Đúng hẹn', pick: function () { give('HandOverResult', ticket, { on_time: true }); } },
        { words: 'Trễ hẹn', pick: function () { give('HandOverResult', ticket, { on_time: false }); } },
      ]);
    }

    function priority(ticket) {
      const group = ticket.priority || ticket.declared;
      const judged = group === null ? [] : [
        { words: 'Đúng: ' + (desk.groups[group] || group), pick: function () { give('JudgePriority', ticket, { group: group, granted: true }); } },
        { words: 'Không thuộc diện này', pick: function () { give('JudgePriority', ticket, { group: group, granted: false }); } },
      ];
      const others = Object.keys(desk.groups).filter(function (code) { return code !== group; }).map(function (code) {
        return { words: 'Cho ưu tiên: ' + desk.groups[code], pick: function () { give('JudgePriority', ticket, { group: code, granted: true }); } };
      });
      kiosk.choose('Ưu tiên của ' + ticket.code, 'Xác nhận bằng mắt, không giữ giấy tờ.', judged.concat(others));
    }

    function merge(ticket) {
      const snapshot = desk.snapshot();
      const twins = snapshot.waiting.concat(snapshot.cooling, snapshot.parked, snapshot.no_show).filter(function (other) {
        return other.field === ticket.field && other.ticket !== ticket.ticket;
      });
      kiosk.choose('Gộp ' + ticket.code + ' với lượt nào?', twins.length > 0 ? 'Lượt lấy trước được giữ.' : 'Không có lượt nào khác cùng lĩnh vực.', twins.map(function (other) {
        return { words: other.code, more: kiosk.STATE[other.state], pick: function () { give('Merge', ticket, { other: other.ticket }); } };
      }));
    }

    function issue() {
      kiosk.choose('Lấy số giúp công dân', 'Lĩnh vực nào?', desk.snapshot().fields.map(function (field) {
        return { words: field.name_vi, more: field.waiting + ' đang chờ', pick: function () { issuePriority(field.code); } };
      }));
    }

    function issuePriority(field) {
      const none = { words: 'Không ưu tiên', pick: function () { issueReason(field, null); } };
      kiosk.choose('Có thuộc diện ưu tiên?', '', [none].concat(choicesOf(desk.groups, function (code) { issueReason(field, code); })));
    }

    function issueReason(field, priorityCode) {
      const values = { field: field, priority: priorityCode };
      const none = { words: 'Lấy giúp bình thường', pick: function () { desk.send('IssueByStaff', values); } };
      kiosk.choose('Vì sao cán bộ lấy giúp?', '', [none].concat(choicesOf(kiosk.OVERRIDE, function (reason) {
        issueDespite(Object.assign({ reason: reason }, values));
      })));
    }

    /** Asks which open ticket of this field stands against it; the choice goes with the reason into the log. */
    function issueDespite(values) {
      const rivals = openTickets(desk.snapshot()).filter(function (ticket) { return ticket.field === values.field; });
      if (rivals.length === 0) { desk.send('IssueByStaff', values); return; }
      const none = { words: 'Người này chưa có lượt nào', pick: function () { desk.send('IssueByStaff', values); } };
      kiosk.choose('Người này đã có lượt nào?', 'Cấp thêm dù đã có lượt thì được ghi lại cùng lý do.', [none].concat(rivals.map(function (ticket) {
        return { words: ticket.code, more: kiosk.STATE[ticket.state], pick: function () {
          desk.send('IssueByStaff', Object.assign({ despite: ticket.ticket }, values));
        } };
      })));
    }

    function sure(words, act) {
      kiosk.choose(words, '', [{ words: 'Đúng vậy', pick: act }, { words: 'Không', pick: function () { /* stays as it is */ } }]);
    }

    return {
      park: park, transfer: transfer, requeue: requeue, signs: signs, dossier: dossier, result: result,
      priority: priority, merge: merge, issue: issue, sure: sure, give: give,
    };
  };
})(window.kiosk = window.kiosk || {});
