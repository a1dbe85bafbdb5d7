// The fields as tiles.
import QtQuick
import QtQuick.Layouts
import ".."

ColumnLayout {
    spacing: Theme.gap

    Words {
        Layout.fillWidth: true
        text: kiosk.words.start_title
        font.pixelSize: Theme.title
        font.bold: true
    }
    Words {
        Layout.fillWidth: true
        Layout.topMargin: -0.6 * Theme.gap
        visible: Theme.isPortrait
        text: kiosk.words.start_text
        color: Theme.muted
    }
    GridLayout {
        readonly property int count: kiosk.shown.fields.length

        Layout.fillWidth: true
        Layout.fillHeight: true
        columns: Theme.isPortrait ? (count > 4 ? 2 : 1) : Math.ceil(count / (count > 8 ? 3 : count > 3 ? 2 : 1))
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: true
        uniformCellHeights: true

        Repeater {
            // A count, not the list: new waiting figures must not remake a tile under a finger.
            model: kiosk.shown.fields.length
            FieldTile {
                required property int index

                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                Layout.preferredHeight: 1
                field: kiosk.shown.fields[index] || { code: "", name: "", waiting: "", isServed: false }
            }
        }
    }
}
