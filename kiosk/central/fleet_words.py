"""What the keepers' pages say about a device's checks, in Vietnamese: what is wrong, and what to do."""

from __future__ import annotations

OTHER = ("Kiểm tra “{check}” không đạt", "Chạy kiosk doctor ở máy và làm theo hướng dẫn")

CHECKS = {
    "disk": ("Ổ đĩa còn {free} GB", "Xóa tệp lạ trên ổ, hoặc thay ổ lớn hơn"),
    "clock": ("Ngày giờ sai", "Nối mạng hoặc đặt lại giờ, rồi nhờ cán bộ xác nhận ở quầy"),
    "calendar": (
        "Lịch nghỉ năm nay chưa xác nhận",
        "Đối chiếu thông báo nghỉ lễ, phát lịch mới ở trang Cấu hình",
    ),
    "database": ("Cơ sở dữ liệu có lỗi", "Gọi bên phần mềm ngay; không tắt máy, giữ nguyên thẻ nhớ"),
    "desk": ("Phần mềm quầy không trả lời", "Khởi động lại máy; nếu vẫn vậy, gọi bên phần mềm"),
    "pages": ("Trang của cán bộ không mở được", "Chạy kiosk doctor ở máy và xem chứng thư, địa chỉ mạng"),
    "models": ("Thiếu mô hình khuôn mặt", "Chạy kiosk models fetch ở máy; người dân vẫn lấy số thường được"),
    "voice": ("Giọng đọc thiếu câu", "Chạy kiosk voice check ở máy"),
    "loudspeaker": ("Loa không phát được", "Xem dây loa, âm lượng và [hall] sound_device"),
    "printer": ("Máy in không in được", "Xem giấy, nắp và dây máy in"),
    "camera": ("Máy ảnh không có hình", "Cắm lại máy ảnh; người dân vẫn lấy số thường được"),
    "settings": ("Tệp cài đặt bị từ chối", "Sửa kiosk.toml trên thẻ theo dòng báo lỗi, khởi động lại"),
    "version": ("Bản cập nhật có vấn đề", "Chạy kiosk update status ở máy, gửi kết quả cho bên phần mềm"),
    "board": (
        "Thẻ nhớ đang ở bo mạch khác",
        "Hỏi điểm: đã thay bo mạch thì xác nhận ở máy; nếu không, thu hồi ngay",
    ),
    "temperature": ("Máy nóng {heat} °C", "Xem quạt, khe gió; tránh nắng chiếu vào máy"),
    "voltage": ("Nguồn điện yếu", "Dùng bộ nguồn của hãng và dây ngắn"),
    "card": ("Thẻ nhớ sắp hỏng (mòn {worn}%)", "Sao lưu rồi thay thẻ nhớ"),
    "write speed": ("Ghi đĩa chậm", "Thay thẻ nhớ loại A2, hoặc dùng ổ USB, NVMe"),
    "network": ("Mạng của máy có lỗi", "Xem dây mạng hai đầu, hoặc cài đặt Wi-Fi"),
    "clock source": (
        "Không có nguồn giữ giờ khi mất điện",
        "Lắp pin đồng hồ; trước đó cán bộ xác nhận giờ sau mỗi lần mất điện",
    ),
    "display": ("Màn hình có lỗi", "Xem dây màn hình và nguồn"),
    "touch": ("Cảm ứng có lỗi", "Cắm lại dây USB của màn cảm ứng"),
    "sound": ("Không có thiết bị âm thanh", "Xem [hall] sound_device và dây âm thanh"),
}
"""By the names of `kiosk doctor`'s checks; what sync has not sent is told with its own figures."""

SHORT_NAMES = {
    "disk": "ổ đĩa",
    "clock": "ngày giờ",
    "calendar": "lịch nghỉ",
    "database": "cơ sở dữ liệu",
    "desk": "phần mềm quầy",
    "pages": "trang cán bộ",
    "sync": "đồng bộ",
    "models": "mô hình",
    "voice": "giọng đọc",
    "loudspeaker": "loa",
    "printer": "máy in",
    "camera": "máy ảnh",
    "settings": "cài đặt",
    "version": "phiên bản",
    "board": "bo mạch",
    "temperature": "nhiệt độ",
    "voltage": "điện áp",
    "card": "thẻ nhớ",
    "write speed": "tốc độ ghi",
    "network": "mạng",
    "clock source": "nguồn giờ",
    "display": "màn hình",
    "touch": "cảm ứng",
    "sound": "âm thanh",
}
CLOCK_SOURCES = {
    "network": "mạng",
    "officer": "cán bộ xác nhận",
    "battery": "pin đồng hồ",
    "none": "không có",
}
UPDATE_ENDS = {
    "": "chưa có",
    "committed": "đạt",
    "rolled_back": "đã trả về bản cũ",
    "interrupted": "bị ngắt",
    "refused": "không hợp với dữ liệu",
}


def ahead(minutes: int) -> str:
    """Write by how much a clock is ahead of central's, or behind it."""
    return f"{'nhanh' if minutes > 0 else 'chậm'} {abs(minutes)} phút"
