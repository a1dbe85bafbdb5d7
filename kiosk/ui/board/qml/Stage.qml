// The newest call, large: picture, code, counter.
import QtQuick
import "."

Rectangle {
    id: stage

    readonly property var call: board.shown.stage
    readonly property real inset: 1.6 * Sizes.unit + 1.5 * Sizes.gap
    readonly property real inside: width - inset - 1.5 * Sizes.gap
    readonly property real moreHeight: more.visible ? more.height : 0
    readonly property real room: height - title.height - moreHeight - 2 * Sizes.gap
    // A code is 2.75 and a counter of two digits 1.2 times as wide as its letters are high, as a font's size.
    readonly property real codeSize: Math.min(0.78 * room, inside / (Sizes.isPortrait ? 4.3 : 5.2))

    color: board.shown.isFresh ? Sizes.fresh : "white"
    radius: Sizes.radius

    Rectangle {
        width: 1.6 * Sizes.unit
        height: parent.height
        radius: Sizes.radius
        color: stage.call.colour
    }
    Item {
        id: title

        x: stage.inset
        y: Sizes.gap
        width: stage.inside
        height: 1.45 * Sizes.aside

        Line {
            id: first

            objectName: "title"
            width: Math.min(implicitWidth, title.width)
            height: title.height
            text: board.shown.title
            color: Sizes.ink
            font.pixelSize: 1.15 * Sizes.aside
            font.bold: true
        }
        Line {
            x: first.width + 2 * Sizes.gap
            width: title.width - x
            height: title.height
            // Where it does not fit, one language has to do.
            visible: width > 0.65 * implicitWidth
            text: board.shown.title2
            color: Sizes.ink
        }
    }
    Line {
        objectName: "calm"
        visible: text !== ""
        x: stage.inset
        y: title.y + title.height
        width: stage.inside
        height: stage.room
        text: board.shown.calm
        color: Sizes.ink
        wrapMode: Text.WordWrap
        verticalAlignment: Text.AlignTop
    }
    Row {
        id: call

        visible: stage.call.code !== ""
        x: stage.inset
        y: title.y + title.height
        width: stage.inside
        height: stage.room
        spacing: 1.5 * Sizes.gap

        Plate {
            id: plate

            name: stage.call.icon
            visible: !Sizes.isPortrait
            anchors.verticalCenter: parent.verticalCenter
            width: 0.85 * stage.codeSize
            height: width
        }
        Line {
            id: code

            objectName: "code"
            height: call.height
            text: stage.call.code
            color: Sizes.ink
            font.pixelSize: stage.codeSize
            font.bold: true
            fontSizeMode: Text.FixedSize
            elide: Text.ElideNone
        }
        Rectangle {
            id: bar

            visible: stage.call.counter !== ""
            anchors.verticalCenter: parent.verticalCenter
            width: Math.max(2, 0.3 * Sizes.unit)
            height: 0.85 * call.height
            color: Sizes.ink
        }
        Item {
            width: call.width - x
            height: call.height

            Line {
                id: label

                width: parent.width
                height: 1.2 * Sizes.aside
                text: stage.call.label
                color: Sizes.ink
                font.bold: true
                horizontalAlignment: Text.AlignHCenter
            }
            Line {
                objectName: "counter"
                y: 0.5 * label.height
                width: parent.width
                height: call.height
                text: stage.call.counter
                color: Sizes.ink
                font.pixelSize: stage.codeSize
                font.bold: true
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }
    Line {
        id: more

        visible: text !== ""
        x: stage.inset
        y: stage.height - height - Sizes.gap
        width: stage.inside
        height: 1.2 * Sizes.aside
        // In two languages where there is room for both.
        text: board.shown.more.slice(0, Sizes.isPortrait ? 1 : 2).join(" · ")
        color: Sizes.ink
        font.bold: true
    }
}
