// The letters on keys that a thumb can hit, in the order of the alphabet: many have never used a keyboard.
import QtQuick
import QtQuick.Layouts
import "."

GridLayout {
    id: keyboard

    readonly property var keys: [..."abcdefghijklmnopqrstuvwxyz", "space", "erase"]

    signal struck(string key)

    columns: 7
    columnSpacing: Theme.isDense ? 0.1 * Theme.gap : 0.4 * Theme.gap
    rowSpacing: columnSpacing
    uniformCellWidths: true
    uniformCellHeights: true

    Repeater {
        model: keyboard.keys
        BigButton {
            required property string modelData
            readonly property bool isLetter: modelData.length === 1

            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 1
            isIntention: false
            inset: 0
            name: "key-" + modelData
            label: isLetter ? modelData : kiosk.words["search_" + modelData]
            picture: ""
            tone: "quiet"
            labelSize: isLetter ? Theme.label : Theme.smallest
            onTapped: keyboard.struck(modelData)
        }
    }
}
