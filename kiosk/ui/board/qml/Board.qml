// The hall's board: header, the newest call, those before it, who waits, and what the office wants to say.
import QtQuick
import "."

Window {
    id: window

    readonly property real margin: 1.5 * Sizes.gap
    readonly property real full: width - 2 * margin
    readonly property real middle: footer.y - header.height - 2 * Sizes.gap - margin
    readonly property real callsWidth: Sizes.isPortrait ? full : 0.64 * full
    readonly property real callsHeight: Sizes.isPortrait ? 0.6 * middle : middle

    color: Sizes.page

    Binding {
        target: Sizes
        property: "width"
        value: window.width
    }
    Binding {
        target: Sizes
        property: "height"
        value: window.height
    }
    Item {
        id: header

        x: window.margin
        y: window.margin
        width: window.full
        height: 1.1 * Sizes.row

        // On white, as most logos are made for it.
        Rectangle {
            id: plate

            objectName: "logo"
            visible: logo.status === Image.Ready
            height: header.height
            width: logo.width + Sizes.unit
            radius: 0.4 * Sizes.radius
            color: "white"

            Image {
                id: logo
                anchors.centerIn: parent
                height: parent.height - Sizes.unit
                width: Math.min(implicitWidth, 3 * height)
                source: board.look.logo
                sourceSize.height: height
                fillMode: Image.PreserveAspectFit
            }
        }
        Line {
            objectName: "office"
            x: plate.visible ? plate.width + 2 * Sizes.gap : 0
            width: header.width - x - clock.width - 2 * Sizes.gap
            height: header.height
            text: board.shown.office
            font.bold: true
            wrapMode: Text.WordWrap
        }
        Row {
            id: clock

            anchors.right: header.right
            height: header.height
            spacing: 2 * Sizes.gap

            Line {
                height: header.height
                text: board.shown.date
                color: Sizes.soft
                visible: !Sizes.isPortrait
                fontSizeMode: Text.FixedSize
            }
            Line {
                objectName: "time"
                height: header.height
                text: board.shown.time
                font.pixelSize: Sizes.row
                font.bold: true
                fontSizeMode: Text.FixedSize
            }
        }
    }
    Stage {
        id: stage

        x: window.margin
        y: header.y + header.height + Sizes.gap
        width: window.callsWidth
        height: 0.52 * window.callsHeight
    }
    Column {
        id: earlier

        // Four where they can be read, three on a wide screen.
        readonly property int rows: Sizes.isPortrait ? 4 : 3

        x: window.margin
        y: stage.y + stage.height + Sizes.gap
        width: stage.width
        height: window.callsHeight - stage.height - Sizes.gap
        spacing: Sizes.gap

        Repeater {
            model: board.shown.earlier.slice(0, earlier.rows)

            CallRow {
                width: earlier.width
                height: (earlier.height - (earlier.rows - 1) * earlier.spacing) / earlier.rows
            }
        }
    }
    Column {
        id: waiting

        readonly property int rows: 4

        x: Sizes.isPortrait ? window.margin : stage.x + stage.width + 2 * Sizes.gap
        y: Sizes.isPortrait ? earlier.y + earlier.height + 2 * Sizes.gap : stage.y
        width: window.width - x - window.margin
        height: footer.y - Sizes.gap - y
        spacing: Sizes.gap

        Row {
            id: heading

            visible: board.shown.fields.length > 0
            height: 1.2 * Sizes.aside
            spacing: 1.5 * Sizes.gap

            Line {
                height: heading.height
                text: board.shown.waitingTitle
                font.bold: true
                fontSizeMode: Text.FixedSize
            }
            Line {
                height: heading.height
                text: board.shown.waitingTitle2
                color: Sizes.soft
                fontSizeMode: Text.FixedSize
            }
        }
        Repeater {
            model: board.shown.fields

            FieldRow {
                width: waiting.width
                height: (waiting.height - heading.height - waiting.rows * waiting.spacing) / waiting.rows
            }
        }
    }
    Column {
        id: footer

        x: window.margin
        y: window.height - height - window.margin
        width: window.full
        spacing: 0.5 * Sizes.gap

        Line {
            objectName: "kept"
            visible: text !== ""
            width: footer.width
            height: (Sizes.isPortrait ? 2.2 : 1.3) * Sizes.aside
            text: board.shown.kept
            color: Sizes.soft
            wrapMode: Text.WordWrap
        }
        Line {
            objectName: "notice"
            visible: text !== ""
            width: footer.width
            height: (Sizes.isPortrait ? 2.2 : 1.3) * Sizes.aside
            text: board.shown.notice
            color: Sizes.fresh
            font.bold: true
            wrapMode: Text.WordWrap
        }
    }
}
