// The digits of a ticket's code, on keys a thumb can hit.
import QtQuick
import QtQuick.Layouts
import ".."

GridLayout {
    id: screen

    readonly property int wanted: 3
    readonly property var tall: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "erase", "0", "enter"]
    readonly property var wide: ["1", "2", "3", "erase", "4", "5", "6", "0", "7", "8", "9", "enter"]
    readonly property var letters: kiosk.shown.letters
    property string picked: ""
    readonly property string letter: letters.length > 0 ? picked : kiosk.shown.letter
    property string digits: ""

    function strike(key) {
        if (key === "erase")
            digits = digits.slice(0, -1)
        else if (key === "enter")
            kiosk.intend("code", letter + digits)
        else if (digits.length < wanted)
            digits += key
    }

    Keys.onPressed: event => {
        const sign = event.text.toUpperCase()
        const isLetter = sign !== "" && letters.includes(sign)
        event.accepted = event.key === Qt.Key_Backspace || isLetter || /^[0-9]$/.test(sign)
        if (isLetter)
            picked = sign
        else if (event.accepted)
            strike(event.key === Qt.Key_Backspace ? "erase" : sign)
    }

    columns: Theme.isPortrait ? 1 : 2
    columnSpacing: 2 * Theme.margin
    rowSpacing: Theme.margin

    ColumnLayout {
        Layout.fillWidth: true
        Layout.maximumWidth: Theme.isPortrait ? screen.width : (letters.length > 0 ? 0.44 : 0.36) * screen.width
        spacing: Theme.gap

        Words {
            Layout.fillWidth: true
            visible: !(Theme.isDense && screen.letters.length > 0)
            text: kiosk.words.code_title
            font.pixelSize: Theme.title
            font.bold: true
        }
        Words {
            Layout.fillWidth: true
            text: screen.letters.length > 0 ? kiosk.words.code_letter : kiosk.shown.codeText
            color: Theme.muted
        }
        RowLayout {
            spacing: 0.6 * Theme.gap

            Repeater {
                model: screen.wanted + 1
                Rectangle {
                    required property int index

                    Layout.preferredWidth: 12 * Theme.unit
                    Layout.preferredHeight: (Theme.isDense ? 11 : 16) * Theme.unit
                    radius: Theme.radius
                    color: index === 0 ? Theme.tint : Theme.card
                    border.width: Math.max(2, 0.3 * Theme.unit)
                    border.color: index === screen.digits.length + 1 ? Theme.blue : Theme.line

                    Words {
                        anchors.centerIn: parent
                        text: parent.index === 0 ? screen.letter : screen.digits.charAt(parent.index - 1)
                        font.pixelSize: (Theme.isDense ? 7 : 9) * Theme.unit
                        font.bold: true
                    }
                }
            }
        }
        GridLayout {
            visible: screen.letters.length > 0
            Layout.fillWidth: true
            columns: Theme.isPortrait ? Math.min(8, screen.letters.length) : 4
            columnSpacing: 0.5 * Theme.gap
            rowSpacing: 0.5 * Theme.gap

            Repeater {
                model: screen.letters
                BigButton {
                    required property string modelData

                    Layout.fillWidth: true
                    isIntention: false
                    name: "letter-" + modelData
                    label: modelData
                    picture: ""
                    tone: "quiet"
                    isChosen: screen.picked === modelData
                    onTapped: screen.picked = modelData
                }
            }
        }
    }
    GridLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 1
        columns: Theme.isPortrait ? 3 : 4
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: true
        uniformCellHeights: true

        Repeater {
            model: Theme.isPortrait ? screen.tall : screen.wide
            BigButton {
                required property string modelData
                readonly property bool isDigit: modelData.length === 1

                Layout.fillWidth: true
                Layout.fillHeight: true
                isIntention: false
                name: isDigit ? "digit-" + modelData : "code-" + modelData
                label: isDigit ? modelData : kiosk.words["code_" + modelData]
                // The mark of "enter" is white, as its button is once it works.
                picture: isDigit || Theme.isTight || !isReady ? "" : name
                inset: (Theme.isPortrait ? 0.6 : 0.3) * Theme.gap
                labelSize: isDigit ? 1.2 * Theme.title : Theme.isTight ? Theme.smallest : Theme.body
                tone: modelData === "enter" && isReady ? "green" : "quiet"
                readonly property bool isReady: modelData !== "enter" || (screen.digits.length === screen.wanted && screen.letter !== "")

                enabled: isReady
                opacity: isReady ? 1 : 0.5
                onTapped: screen.strike(modelData)
            }
        }
    }
}
