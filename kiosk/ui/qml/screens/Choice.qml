// What the face is used for, and two ways of equal weight.
import QtQuick
import QtQuick.Layouts
import ".."

ColumnLayout {
    spacing: Theme.gap

    GridLayout {
        Layout.fillWidth: true
        columns: Theme.isPortrait ? 1 : 2
        columnSpacing: Theme.margin
        rowSpacing: Theme.gap

        RowLayout {
            Layout.fillWidth: Theme.isPortrait
            spacing: Theme.gap

            Picture {
                visible: kiosk.shown.choice.isField
                folder: "field"
                name: visible ? kiosk.shown.fieldIcon : ""
                size: 1.5 * Theme.title
            }
            Words {
                Layout.fillWidth: true
                text: kiosk.shown.choice.heading
                font.pixelSize: Theme.label
                font.bold: true
                color: Theme.blue
            }
        }
        Words {
            Layout.fillWidth: true
            text: kiosk.shown.choice.title
            font.pixelSize: Theme.isPortrait ? Theme.title : Theme.label
            font.bold: true
        }
    }
    Rectangle {
        Layout.fillWidth: true
        Layout.fillHeight: true
        implicitHeight: notice.implicitHeight + 2 * Theme.gap
        radius: Theme.radius
        color: Theme.card
        border.width: Math.max(2, 0.25 * Theme.unit)
        border.color: Theme.line

        ColumnLayout {
            id: notice
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            anchors.margins: 1.2 * Theme.gap
            spacing: (!Theme.isPortrait || Theme.isLarge || Theme.span < Theme.width ? 0.4 : 1.4) * Theme.gap

            Repeater {
                model: kiosk.shown.notice
                Words {
                    required property string modelData

                    Layout.fillWidth: true
                    text: modelData
                    font.pixelSize: Theme.isPortrait ? Theme.isLarge || Theme.span < Theme.width ? Theme.body : Math.max(Theme.label, 4.1 * Theme.unit) : Theme.small
                }
            }
            Words {
                Layout.fillWidth: true
                text: kiosk.shown.noticeVersion
                font.pixelSize: Theme.smallest
                color: Theme.muted
            }
        }
    }
    GridLayout {
        Layout.fillWidth: true
        Layout.fillHeight: false
        columns: Theme.isPortrait ? 1 : 2
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap

        RowLayout {
            Layout.fillWidth: true
            Layout.preferredWidth: 2
            spacing: Theme.gap

            Repeater {
                model: kiosk.shown.choice.small.length
                BigButton {
                    required property int index
                    readonly property var spec: kiosk.shown.choice.small[index] || { name: "", label: "" }

                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                    Layout.fillHeight: true
                    name: spec.name
                    label: spec.label
                    picture: Theme.isPortrait ? name : ""
                    inset: Theme.isPortrait ? Theme.gap : 0.4 * Theme.gap
                    tone: "quiet"
                    labelSize: Theme.isDense ? Theme.smallest : Theme.small
                }
            }
        }
        EqualButtons {
            Layout.fillWidth: true
            Layout.fillHeight: false
            Layout.preferredWidth: 5
            buttons: kiosk.shown.choice.buttons
            isTight: Theme.isDense
        }
    }
}
