// Touches an item in its middle, as a finger would: the demo's hand.
import QtQuick
import QtTest

Item {
    id: toucher

    property var sequence: null

    function press(item) {
        sequence = events.touchEvent(item)
        sequence.press(0, item, item.width / 2, item.height / 2)
        sequence.commit()
    }

    function release(item) {
        sequence.release(0, item, item.width / 2, item.height / 2)
        sequence.commit()
    }

    TestEvent {
        id: events
    }
}
