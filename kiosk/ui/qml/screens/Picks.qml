// A question and several large answers, of which one is picked.
import QtQuick
import QtQuick.Layouts
import ".."

ColumnLayout {
    id: screen

    readonly property var picks: kiosk.shown.picks

    spacing: Theme.gap

    Words {
        Layout.fillWidth: true
        text: screen.picks.title
        font.pixelSize: Theme.isDense ? Theme.label : Theme.title
        font.bold: true
    }
    Words {
        Layout.fillWidth: true
        visible: !Theme.isDense
        text: screen.picks.text
        color: Theme.muted
    }
    GridLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        columns: Theme.isPortrait ? 1 : 2
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: true
        uniformCellHeights: true

        Repeater {
            model: screen.picks.items.length
            BigButton {
                required property int index
                readonly property var spec: screen.picks.items[index] || { name: "", value: "", label: "", picture: "" }

                objectName: value === "" ? name : name + "-" + value
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                Layout.minimumHeight: Theme.target
                Layout.maximumHeight: 1.3 * Theme.bigTarget
                name: spec.name
                value: spec.value
                label: spec.label
                picture: spec.picture
                tone: "quiet"
            }
        }
    }
    Item {
        Layout.fillHeight: true
    }
}
