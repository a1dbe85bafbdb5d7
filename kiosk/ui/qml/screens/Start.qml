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
    Repeater {
        // Five in one row, or three and two; each row is filled.
        model: Theme.isPortrait ? [[0, 3], [3, 5]] : [[0, 5]]
        RowLayout {
            id: row

            required property var modelData

            Layout.fillWidth: true
            Layout.fillHeight: false
            uniformCellSizes: true
            spacing: Theme.gap

            Repeater {
                model: row.modelData[1] - row.modelData[0]
                BigButton {
                    required property int index
                    readonly property var spec: kiosk.shown.services[row.modelData[0] + index] || { name: "", value: "", label: "", picture: "" }

                    objectName: "service-" + value
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
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
}
