// The live picture in its ring, what to do in words, and the calm way out.
import QtQuick
import QtQuick.Layouts
import ".."

GridLayout {
    readonly property Item viewfinder: place

    columns: Theme.isPortrait ? 1 : 2
    columnSpacing: 2 * Theme.margin
    rowSpacing: Theme.gap

    Viewfinder {
        id: place

        readonly property real side: Theme.isPortrait ? Math.min(parent.width, 0.55 * parent.height) : parent.height

        Layout.preferredWidth: side
        Layout.preferredHeight: side
        Layout.alignment: Qt.AlignHCenter
        title: kiosk.words.ring_title
        progress: kiosk.shown.progress
        // The ring goes to the face, not the face to the ring: seated people and children need not move.
        centreX: kiosk.shown.ring.x
        centreY: kiosk.shown.ring.y
        share: kiosk.shown.ring.side

        Behavior on centreX {
            enabled: !Theme.isCalm
            NumberAnimation {
                duration: 350
            }
        }
        Behavior on centreY {
            enabled: !Theme.isCalm
            NumberAnimation {
                duration: 350
            }
        }
        Behavior on share {
            enabled: !Theme.isCalm
            NumberAnimation {
                duration: 350
            }
        }

        // The greeting: a dot to follow with the head. It starts in the middle and goes slowly enough for the old.
        Rectangle {
            objectName: "dot"
            readonly property real side: kiosk.shown.hasDot ? kiosk.shown.dot : 0

            visible: kiosk.shown.hasDot
            width: 0.09 * parent.width
            height: width
            radius: width / 2
            color: Theme.green
            border.color: "white"
            border.width: 0.12 * width
            x: parent.width * (0.5 + 0.42 * side) - width / 2
            y: 0.5 * (parent.height - height)

            Behavior on x {
                enabled: kiosk.shown.hasDot && !Theme.isCalm
                NumberAnimation {
                    duration: 1000
                    easing.type: Easing.InOutQuad
                }
            }
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        spacing: Theme.gap

        Item {
            Layout.fillHeight: true
        }
        Words {
            Layout.fillWidth: true
            text: kiosk.words.ring_title
            font.pixelSize: Theme.label
            color: Theme.muted
            horizontalAlignment: Theme.isPortrait ? Text.AlignHCenter : Text.AlignLeft
        }
        Words {
            objectName: "hint"
            Layout.fillWidth: true
            // Two lines are kept free, so that nothing jumps when the hint changes.
            Layout.preferredHeight: 2.8 * font.pixelSize
            text: kiosk.shown.hint
            font.pixelSize: 1.15 * Theme.title
            font.bold: true
            verticalAlignment: Text.AlignTop
            horizontalAlignment: Theme.isPortrait ? Text.AlignHCenter : Text.AlignLeft
        }
        Item {
            Layout.fillHeight: true
        }
        BigButton {
            Layout.fillWidth: true
            Layout.minimumHeight: Theme.bigTarget
            readonly property var wayOut: kiosk.shown.choice.buttons[1]

            name: wayOut.name
            label: wayOut.label
            more: wayOut.more
            tone: "green"
        }
    }
}
