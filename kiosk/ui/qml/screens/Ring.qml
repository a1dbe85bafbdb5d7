// The live picture in its ring, what to do in words, and the calm way out.
import QtQuick
import QtQuick.Layouts
import Kiosk.Items
import ".."

GridLayout {
    columns: Theme.isPortrait ? 1 : 2
    columnSpacing: 2 * Theme.margin
    rowSpacing: Theme.gap

    RingPreview {
        readonly property real side: Theme.isPortrait ? Math.min(parent.width, 0.55 * parent.height) : parent.height

        objectName: "preview"
        Layout.preferredWidth: side
        Layout.preferredHeight: side
        Layout.alignment: Qt.AlignHCenter
        feed: kiosk.feed
        progress: kiosk.shown.progress
        track: Theme.line
        bar: Theme.green
        Accessible.role: Accessible.ProgressBar
        Accessible.name: kiosk.words.ring_title
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
            name: "plain"
            label: kiosk.words.plain
            more: kiosk.words.plain_more
            tone: "green"
        }
    }
}
