// What the owner of the tickets shown may say about them, side by side.
import QtQuick
import QtQuick.Layouts
import "."

RowLayout {
    Layout.fillHeight: false
    visible: kiosk.shown.actions.length > 0
    spacing: Theme.gap

    Repeater {
        model: kiosk.shown.actions.length
        BigButton {
            required property int index
            readonly property var spec: kiosk.shown.actions[index] || { name: "", label: "" }

            Layout.fillWidth: true
            Layout.preferredWidth: 1
            Layout.fillHeight: true
            name: spec.name
            label: spec.label
            tone: "quiet"
            labelSize: Theme.isDense ? Theme.smallest : Theme.small
            inset: (Theme.isDense ? 0.4 : 1) * Theme.gap
            picture: Theme.isDense ? "" : name
        }
    }
}
