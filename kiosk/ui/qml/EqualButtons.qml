// Buttons of exactly the same size, beside or below one another.
import QtQuick
import QtQuick.Layouts
import "."

GridLayout {
    id: grid

    // Each: { name, label, more, tone }.
    property var buttons: []
    // For narrow places: labels in the size of the text.
    property bool isTight: false
    property var tones: ["blue", "green"]

    columns: Theme.isPortrait ? 1 : Math.max(1, buttons.length)
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap
    uniformCellWidths: true
    uniformCellHeights: true

    Repeater {
        model: grid.buttons.length
        BigButton {
            required property int index
            readonly property var spec: grid.buttons[index] || { name: "", label: "" }

            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 1
            Layout.minimumHeight: grid.isTight ? Theme.target : Theme.bigTarget
            name: spec.name
            label: spec.label
            value: spec.value || ""
            more: spec.more || ""
            objectName: value === "" ? name : name + "-" + value
            picture: spec.picture || name
            tone: grid.tones[index % 2]
            labelSize: grid.isTight ? Theme.body : Math.max(Theme.label, 4.2 * Theme.unit)
            inset: (grid.isTight ? 0.5 : 1) * Theme.gap
        }
    }
}
