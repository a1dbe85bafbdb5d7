// Help on the right of every screen; on the left the way back, the languages, or more time.
import QtQuick
import QtQuick.Layouts
import "."

Rectangle {
    id: bar

    readonly property string corner: kiosk.shown.corner
    readonly property int language: kiosk.languages.findIndex(one => one.code === kiosk.shown.language)
    // The one in use needs no button. Of many there is room for the next ones; those after them are one touch further.
    readonly property int languageRoom: Theme.isPortrait ? 1 : 2
    readonly property var nextLanguages:
        kiosk.languages.slice(language + 1).concat(kiosk.languages.slice(0, language)).slice(0, languageRoom)

    signal aidsWanted

    color: Theme.card
    implicitHeight: row.implicitHeight + (Theme.isDense ? 0.8 : 2) * Theme.gap

    Rectangle {
        width: parent.width
        height: Math.max(1, 0.2 * Theme.unit)
        color: Theme.line
    }
    RowLayout {
        id: row
        anchors.verticalCenter: parent.verticalCenter
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        spacing: Theme.gap

        Repeater {
            model: bar.corner === "languages" ? bar.nextLanguages : []
            BigButton {
                required property var modelData

                objectName: "language-" + modelData.code
                name: "language"
                value: modelData.code
                label: modelData.name
                picture: ""
                tone: "quiet"
                labelSize: Theme.body
            }
        }
        BigButton {
            visible: bar.corner === "back" || bar.corner === "keep"
            name: bar.corner === "keep" ? "keep" : "back"
            label: bar.corner === "keep" ? kiosk.words.more_time_short : kiosk.words.back
            tone: "quiet"
            labelSize: Theme.body
        }
        BigButton {
            visible: bar.corner === "languages"
            isIntention: false
            name: "aids"
            picture: "aids"
            label: Theme.isPortrait || Theme.isDense ? "" : kiosk.words.aids
            spoken: kiosk.words.aids
            tone: "quiet"
            labelSize: Theme.body
            onTapped: bar.aidsWanted()
        }
        Item {
            Layout.fillWidth: true
        }
        BigButton {
            name: "help"
            label: kiosk.words.help
            tone: "warm"
            labelSize: Theme.body
        }
    }
}
