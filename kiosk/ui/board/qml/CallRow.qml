// A call before the newest one.
import QtQuick
import "."

Rectangle {
    id: row

    required property var modelData

    color: Sizes.card
    radius: Sizes.radius

    Rectangle {
        width: 1.6 * Sizes.unit
        height: parent.height
        radius: Sizes.radius
        color: row.modelData.colour
    }
    Plate {
        id: plate

        name: row.modelData.icon
        x: 1.6 * Sizes.unit + Sizes.gap
        anchors.verticalCenter: parent.verticalCenter
        width: 0.74 * row.height
        height: width
    }
    Line {
        id: code

        x: plate.x + plate.width + 1.5 * Sizes.gap
        width: 2.9 * Sizes.row
        height: row.height
        text: row.modelData.code
        font.pixelSize: Sizes.row
        font.bold: true
    }
    Line {
        visible: !Sizes.isPortrait
        x: code.x + code.width
        width: counter.x - x - Sizes.gap
        height: row.height
        text: row.modelData.state
        color: Sizes.soft
        wrapMode: Text.WordWrap
    }
    Line {
        id: counter

        x: row.width - width - 1.5 * Sizes.gap
        width: Math.min(implicitWidth, 0.36 * row.width)
        height: row.height
        text: row.modelData.counter
        font.pixelSize: Sizes.row
        font.bold: true
        horizontalAlignment: Text.AlignRight
    }
}
