// The fields as tiles of one size.
import QtQuick
import QtQuick.Layouts
import "."

GridLayout {
    id: grid

    readonly property int count: kiosk.shown.fields.length

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
            // By the room of all, so that all tiles look alike.
            isLow: !Theme.isPortrait || grid.height / Math.ceil(grid.count / grid.columns) < 30 * Theme.unit
            field: kiosk.shown.fields[index] || { code: "", name: "", waiting: "", isServed: false, isChosen: false }
        }
    }
}
