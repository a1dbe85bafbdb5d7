// The code of a kept place: its signs on keys a thumb can hit, and what is wrong with the one typed last.
import QtQuick
import QtQuick.Layouts
import ".."

GridLayout {
    id: screen

    readonly property var kept: kiosk.shown.kept
    readonly property bool isReady: typed.length === kept.length
    property string typed: kept.typed

    function strike(key) {
        if (key === "erase")
            typed = typed.slice(0, -1)
        else if (key === "enter")
            kiosk.intend("kept", typed)
        else if (typed.length < kept.length)
            typed += key
    }

    columns: Theme.isPortrait ? 1 : 2
    columnSpacing: Theme.margin
    // On a small panel four rows of 20 mm leave nothing to spare.
    rowSpacing: (Theme.isDense ? 0.1 : 1) * Theme.gap

    Keys.onPressed: event => {
        const sign = event.text.toUpperCase()
        event.accepted = event.key === Qt.Key_Backspace || (sign !== "" && kept.keys.includes(sign))
        if (event.accepted)
            strike(event.key === Qt.Key_Backspace ? "erase" : sign)
    }

    ColumnLayout {
        Layout.fillWidth: true
        spacing: (Theme.isDense ? 0.1 : 0.6) * Theme.gap

        Words {
            Layout.fillWidth: true
            visible: !Theme.isDense
            text: kiosk.words.kept_title
            font.pixelSize: Theme.isPortrait ? Theme.title : Theme.label
            font.bold: true
        }
        Words {
            objectName: "kept-text"
            Layout.fillWidth: true
            visible: !Theme.isDense || screen.kept.isWrong
            hasSigns: screen.kept.isWrong
            text: (screen.kept.isWrong ? "✗ " : "") + screen.kept.text
            font.pixelSize: Theme.isTight ? Theme.smallest : Theme.body
            font.bold: screen.kept.isWrong
            color: screen.kept.isWrong ? Theme.ink : Theme.muted
        }
        RowLayout {
            spacing: 0.5 * Theme.gap

            Repeater {
                model: screen.kept.length
                Rectangle {
                    required property int index

                    Layout.preferredWidth: (Theme.isPortrait ? 9.8 : 8) * Theme.unit
                    Layout.preferredHeight: (Theme.isPortrait ? 13 : Theme.isDense ? 6 : 10) * Theme.unit
                    // The printed code has a gap in its middle.
                    Layout.leftMargin: index === screen.kept.length / 2 ? Theme.gap : 0
                    radius: Theme.radius
                    color: Theme.card
                    border.width: Math.max(2, 0.3 * Theme.unit)
                    border.color: index === screen.typed.length ? Theme.blue : Theme.line

                    Words {
                        anchors.centerIn: parent
                        text: screen.typed.charAt(parent.index)
                        font.pixelSize: (Theme.isPortrait ? 8 : Theme.isDense ? 4.5 : 6) * Theme.unit
                        font.bold: true
                    }
                }
            }
        }
    }
    RowLayout {
        Layout.row: Theme.isPortrait ? 2 : 0
        Layout.column: Theme.isPortrait ? 0 : 1
        Layout.alignment: Qt.AlignBottom
        Layout.fillWidth: Theme.isPortrait
        spacing: Theme.gap

        Repeater {
            model: ["erase", "enter"]
            BigButton {
                required property string modelData
                readonly property bool isReady: modelData === "erase" || screen.isReady

                Layout.fillWidth: true
                Layout.preferredWidth: Theme.isPortrait ? 1 : implicitWidth
                Layout.minimumHeight: Theme.isPortrait ? Theme.bigTarget : Theme.target
                isIntention: false
                name: "kept-" + modelData
                picture: modelData === "erase" || isReady ? "code-" + modelData : ""
                label: kiosk.words["kept_" + modelData]
                labelSize: Theme.isPortrait ? Theme.label : Theme.small
                tone: modelData === "enter" && isReady ? "green" : "quiet"
                enabled: isReady
                opacity: isReady ? 1 : 0.5
                onTapped: screen.strike(modelData)
            }
        }
    }
    GridLayout {
        Layout.row: 1
        Layout.column: 0
        Layout.columnSpan: Theme.isPortrait ? 1 : 2
        Layout.fillWidth: true
        Layout.fillHeight: true
        columns: Theme.isPortrait ? 6 : 10
        columnSpacing: (Theme.isDense ? 0.05 : 0.5) * Theme.gap
        rowSpacing: columnSpacing
        uniformCellWidths: true
        uniformCellHeights: true

        Repeater {
            model: screen.kept.keys
            BigButton {
                required property string modelData

                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                isIntention: false
                inset: 0
                name: "sign-" + modelData
                label: modelData
                picture: ""
                tone: "quiet"
                labelSize: Theme.title
                onTapped: screen.strike(modelData)
            }
        }
    }
}
