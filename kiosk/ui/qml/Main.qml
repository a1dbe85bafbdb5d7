// The window: header, one screen, footer, and what may lie over them.
import QtQuick
import Kiosk.Items
import "."

Window {
    id: window

    color: Theme.top > 0 ? Theme.line : Theme.page

    Binding {
        target: Theme
        property: "width"
        value: window.width
    }
    Binding {
        target: Theme
        property: "height"
        value: window.height
    }
    Binding {
        target: Theme
        property: "wantsLow"
        value: kiosk.shown.isLow
    }
    Binding {
        target: Theme
        property: "isLarge"
        value: kiosk.shown.largeText
    }
    Binding {
        target: Theme
        property: "isContrast"
        value: kiosk.shown.highContrast
    }
    Binding {
        target: Theme
        property: "isCalm"
        value: kiosk.shown.isCalm
    }
    // Keys: arrows or Tab walk from control to control, Enter or Space press, Escape goes back.
    Item {
        id: keys

        function walk(forward) {
            const from = window.activeFocusItem || keys
            const next = from.nextItemInFocusChain(forward)
            if (next)
                next.forceActiveFocus(forward ? Qt.TabFocusReason : Qt.BacktabFocusReason)
        }

        objectName: "keys"
        x: (window.width - width) / 2
        width: Theme.span
        height: window.height
        focus: true
        Keys.onDownPressed: walk(true)
        Keys.onRightPressed: walk(true)
        Keys.onUpPressed: walk(false)
        Keys.onLeftPressed: walk(false)
        Keys.onEscapePressed: kiosk.intend("back", "")
        // A keyboard's own signs go to the screen that takes them.
        Keys.forwardTo: loader.item ? [loader.item] : []

        Rectangle {
            y: Theme.top
            width: parent.width
            height: Theme.room
            color: Theme.page
        }
        HeaderBar {
            id: header
            y: Theme.top
            width: parent.width
        }
        Loader {
            id: loader

            readonly property string screen: kiosk.shown.screen
            readonly property bool hasSeveral: kiosk.shown.tickets.length > 1
            readonly property string file: ({
                    start: "Start",
                    fields: "Fields",
                    choice: "Choice",
                    notice: "Notice",
                    ring: "Ring",
                    scan: "Scan",
                    ticket: hasSeveral ? "Turn" : "Ticket",
                    turn: "Turn",
                    existing: "Existing",
                    code: "Code",
                    kept: "Kept",
                    more: "Picks",
                    result: "Picks",
                    priority: "Picks",
                    rate: "Picks",
                    offer: "Picks",
                    factors: "Factors",
                    slip: "Slip",
                    search: "Search",
                    procedure: "Procedure",
                    pay: "Pay"
                })[screen] || "Message"

            objectName: "screen"
            anchors.top: header.bottom
            anchors.bottom: footer.top
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.margins: Theme.margin
            source: "screens/" + file + ".qml"
            enabled: !settling.running
            onScreenChanged: {
                settling.restart()
                aids.visible = false
                keys.forceActiveFocus()
            }

            // The second tap of a double tap must not fall on the next screen's button.
            Timer {
                id: settling
                interval: 300
            }
        }
        // One for the window's life, lent to the screen that shows it: PyQt6 6.7 never lets go of an item of ours that QML made.
        RingPreview {
            readonly property Item place: loader.item && loader.item.viewfinder ? loader.item.viewfinder : null

            objectName: "preview"
            parent: place || keys
            visible: place !== null
            width: place ? place.width : 0
            height: place ? place.height : 0
            // The greeting's dot lies over it.
            z: -1
            feed: kiosk.feed
            isSquare: place !== null && place.isSquare
            progress: place ? place.progress : 0
            centreX: place ? place.centreX : 0.5
            centreY: place ? place.centreY : 0.5
            share: place ? place.share : 1
            track: Theme.track
            bar: Theme.green
            Accessible.role: isSquare ? Accessible.Graphic : Accessible.ProgressBar
            Accessible.name: place ? place.title : ""
        }
        FooterBar {
            id: footer
            anchors.bottom: parent.bottom
            width: parent.width
            onAidsWanted: aids.visible = true
        }
    }
    Overlay {
        id: aids
        objectName: "aids-card"
        anchors.fill: parent
        visible: false
        picture: "eye"
        title: kiosk.words.aids_title
        text: kiosk.words.aids_text
        buttons: kiosk.shown.aids.filter(aid => aid.name === "large_text" ? Theme.canGrow : aid.name === "low" ? Theme.canSink : true).map(aid => ({ name: "aid", value: aid.name, label: aid.label, more: aid.more, picture: aid.isOn ? "switch-on" : "switch-off" }))
        closer: kiosk.words.help_close
        onClosed: visible = false
    }
    Overlay {
        objectName: "help-notice"
        anchors.fill: parent
        visible: kiosk.shown.helpIsShown
        picture: kiosk.shown.helpIsBad ? "help-failed" : "help-coming"
        title: kiosk.shown.helpTitle
        text: kiosk.shown.helpText
        buttons: [{ name: "help-close", label: kiosk.words.help_close }]
    }
    Overlay {
        objectName: "more-time-question"
        anchors.fill: parent
        visible: kiosk.shown.asksMoreTime
        picture: "clock"
        title: kiosk.words.more_time_title
        text: kiosk.shown.moreTimeText
        buttons: [
            { name: "more-time", label: kiosk.words.more_time },
            { name: "end", label: kiosk.words.end }
        ]
    }
    // Held for five seconds, the corner opens to the technician.
    Item {
        objectName: "technician-corner"
        width: Theme.target
        height: header.height
        y: Theme.top

        TapHandler {
            longPressThreshold: 5
            onLongPressed: technician.open()
        }
    }
    Loader {
        anchors.fill: parent
        active: technician.room !== ""
        source: "Technician.qml"
    }
}
