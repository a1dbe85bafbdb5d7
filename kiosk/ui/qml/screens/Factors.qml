// Five factors, each with five marks; none needs one.
import QtQuick
import QtQuick.Layouts
import ".."

ColumnLayout {
    id: screen

    readonly property int firstOpen: {
        const open = kiosk.shown.factors.findIndex(factor => factor.mark === 0)
        return open < 0 ? kiosk.shown.factors.length - 1 : open
    }

    spacing: (Theme.isPortrait ? 0.8 : 0.2) * Theme.gap

    Words {
        Layout.fillWidth: true
        text: kiosk.words.factors_title
        font.pixelSize: Theme.isPortrait ? Theme.title : Theme.label
        font.bold: true
    }
    Repeater {
        model: kiosk.shown.factors.length
        GridLayout {
            id: line

            required property int index
            readonly property var factor: kiosk.shown.factors[index] || { label: "", mark: 0 }

            // A small panel has room for one factor after the other.
            visible: !Theme.isTight || index === screen.firstOpen
            Layout.fillWidth: true
            columns: Theme.isPortrait ? 1 : 2
            columnSpacing: Theme.gap
            rowSpacing: 0.3 * Theme.gap

            Words {
                Layout.fillWidth: true
                Layout.preferredWidth: 2
                text: line.factor.label
                font.bold: true
            }
            RowLayout {
                Layout.fillWidth: true
                Layout.preferredWidth: 3
                spacing: 0.5 * Theme.gap

                Repeater {
                    model: 5
                    BigButton {
                        required property int index

                        objectName: name + "-" + value
                        Layout.fillWidth: true
                        Layout.preferredWidth: 1
                        name: "mark"
                        value: line.index + "-" + (index + 1)
                        label: index + 1
                        spoken: line.factor.label + " " + (index + 1)
                        picture: ""
                        tone: "quiet"
                        inset: 0
                        isChosen: line.factor.mark === index + 1
                    }
                }
            }
        }
    }
    Item {
        Layout.fillHeight: true
    }
    BigButton {
        Layout.fillWidth: true
        Layout.minimumHeight: !Theme.isPortrait ? Theme.target : Theme.bigTarget
        name: "send"
        label: kiosk.words.send
    }
}
