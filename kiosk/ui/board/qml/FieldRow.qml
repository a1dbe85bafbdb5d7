// A field, and how many wait for it.
import QtQuick
import "."

Rectangle {
    id: row

    required property var modelData

    color: Sizes.card
    radius: Sizes.radius

    Rectangle {
        width: 1.2 * Sizes.unit
        height: parent.height
        radius: Sizes.radius
        color: row.modelData.colour
    }
    Line {
        id: letter

        x: 1.2 * Sizes.unit + 0.5 * Sizes.gap
        width: Sizes.row
        height: row.height
        text: row.modelData.letter
        font.pixelSize: Sizes.row
        font.bold: true
        horizontalAlignment: Text.AlignHCenter
    }
    Line {
        x: letter.x + letter.width + 0.5 * Sizes.gap
        width: waiting.x - x - Sizes.gap
        height: row.height
        text: row.modelData.name
        font.bold: true
        wrapMode: Text.WordWrap
    }
    Line {
        id: waiting

        x: row.width - width - Sizes.gap
        width: implicitWidth
        height: row.height
        text: row.modelData.waiting
        font.pixelSize: Sizes.row
        font.bold: true
        fontSizeMode: Text.FixedSize
        elide: Text.ElideNone
    }
}
