// One field of procedures: picture, name, how many wait.
import QtQuick
import QtQuick.Layouts
import "."

Rectangle {
    id: tile

    property var field: ({ code: "", name: "", waiting: "", isServed: false, isChosen: false })
    // See BigButton.
    property int taps: 0
    readonly property real inset: (isLow ? 0.7 : 1.1) * Theme.gap
    // A low tile has no room for a third row: how many wait stands beside the picture.
    property bool isLow: false

    function press() {
        taps += 1
        kiosk.intend("field", field.code)
    }

    objectName: "field-" + field.code
    enabled: field.isServed
    radius: Theme.radius
    color: handler.pressed || field.isChosen ? Theme.tint : field.isServed ? Theme.card : Theme.page
    border.width: activeFocus || field.isChosen ? 0.6 * Theme.unit : Math.max(2, 0.25 * Theme.unit)
    border.color: activeFocus || field.isChosen || handler.pressed ? Theme.blue : Theme.line
    activeFocusOnTab: true
    Accessible.role: Accessible.Button
    Accessible.name: field.name + ". " + field.waiting
    Accessible.onPressAction: press()
    Keys.onReturnPressed: press()
    Keys.onSpacePressed: press()

    component Waiting: RowLayout {
        spacing: 0.4 * Theme.gap

        Picture {
            name: tile.field.isChosen ? "chosen" : tile.field.isServed ? "people" : "clock"
            size: 1.2 * Theme.small
        }
        Words {
            Layout.fillWidth: true
            text: tile.field.waiting
            font.pixelSize: Theme.small
            color: Theme.muted
            Accessible.ignored: true
        }
    }
    ColumnLayout {
        anchors.fill: parent
        anchors.margins: tile.inset
        spacing: (tile.isLow ? 0.2 : 0.6) * Theme.gap

        RowLayout {
            Layout.fillWidth: true
            spacing: 0.5 * Theme.gap

            Picture {
                folder: "field"
                name: tile.field.icon
                size: Math.min(0.34 * tile.height, 11 * Theme.unit)
                opacity: tile.field.isServed ? 1 : 0.45
            }
            Waiting {
                visible: tile.isLow
                Layout.fillWidth: true
            }
        }
        Words {
            Layout.fillWidth: true
            Layout.fillHeight: true
            text: tile.field.name
            font.pixelSize: Theme.isDense ? Theme.smallest : Theme.label
            font.bold: true
            color: tile.field.isServed ? Theme.ink : Theme.muted
            verticalAlignment: Text.AlignVCenter
            Accessible.ignored: true
        }
        Waiting {
            visible: !tile.isLow
            Layout.fillWidth: true
        }
    }
    TapHandler {
        id: handler
        longPressThreshold: 0
        gesturePolicy: TapHandler.ReleaseWithinBounds
        onTapped: tile.press()
    }
}
