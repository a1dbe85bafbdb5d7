// The window: header, one screen, footer, and what may lie over them.
import QtQuick
import "."

Window {
    id: window

    color: Theme.page

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
    HeaderBar {
        id: header
        width: parent.width
    }
    Loader {
        id: loader

        readonly property string screen: kiosk.shown.screen
        readonly property string file: ({
                start: "Start",
                choice: "Choice",
                ring: "Ring",
                ticket: "Ticket",
                existing: "Existing",
                code: "Code"
            })[screen] || "Message"

        objectName: "screen"
        anchors.top: header.bottom
        anchors.bottom: footer.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.margin
        source: "screens/" + file + ".qml"
        enabled: !settling.running
        onScreenChanged: settling.restart()

        // The second tap of a double tap must not fall on the next screen's button.
        Timer {
            id: settling
            interval: 300
        }
    }
    FooterBar {
        id: footer
        anchors.bottom: parent.bottom
        width: parent.width
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
}
