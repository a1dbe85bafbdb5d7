// The fields as tiles, and what else can be done in a row below them.
import QtQuick
import QtQuick.Layouts
import ".."

ColumnLayout {
    spacing: Theme.gap

    RowLayout {
        Layout.fillWidth: true
        // Small panels need the height for the tiles; the header has the news there.
        visible: !Theme.isDense
        spacing: Theme.gap

        Words {
            Layout.fillWidth: true
            text: kiosk.words.start_title
            font.pixelSize: Theme.title
            font.bold: true
        }
        News {
            visible: !Theme.isPortrait && !Theme.isTight && hasNews
            Layout.preferredWidth: Math.min(implicitWidth, 0.5 * Theme.span)
        }
    }
    News {
        visible: Theme.isPortrait && hasNews
        Layout.fillWidth: true
    }
    FieldGrid {
        Layout.fillWidth: true
        Layout.fillHeight: true
    }
    GridLayout {
        Layout.fillWidth: true
        Layout.fillHeight: false
        // Five in two rows of three, the last one wide, or in one row.
        columns: Theme.isPortrait ? 3 : 5
        uniformCellWidths: true
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap

        Repeater {
            model: kiosk.shown.services.length
            BigButton {
                required property int index
                readonly property var spec: kiosk.shown.services[index] || { name: "", value: "", label: "", picture: "" }

                objectName: "service-" + value
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                Layout.columnSpan: Theme.isPortrait && index === 4 ? 2 : 1
                name: spec.name
                value: spec.value
                label: spec.label
                picture: spec.picture
                tone: "quiet"
                inset: (Theme.isTight ? 0.2 : 0.5) * Theme.gap
                labelSize: Theme.isPortrait ? Theme.small : Theme.smallest
            }
        }
    }
}
