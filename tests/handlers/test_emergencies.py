"""What people write when there is danger, and what only sounds like it: a table, both ways."""

from pathlib import Path

import pytest

from bot.sandbox.town import OFFICE
from handlers.emergencies import recognise
from handlers.office_file import read_office

HOA_SEN = read_office(OFFICE.read_text(encoding="utf-8"))

DANGER = [
    ("chay nha", "fire"),
    ("chay nha roi xa oi cuu voi", "fire"),
    ("cháy lớn ở chợ cứu với", "fire"),
    ("CHÁY CHÁY", "fire"),
    ("cháy!!!", "fire"),
    ("nhà kế bên đang bốc cháy khói mù mịt", "fire"),
    ("nha dang chay lon lam", "fire"),
    ("nhà tui đang chay lớn", "fire"),
    ("co dam chay o kho phe lieu kp3", "fire"),
    ("trụ điện cháy trước nhà, lửa xẹt tùm lum", "fire"),
    ("đèn đường chập cháy lan sang nhà dân rồi", "fire"),
    ("nổ bình ga quán phở đầu hẻm", "fire"),
    ("xì gas nồng nặc cả dãy trọ", "fire"),
    ("hỏa hoạn ở khu phố 4", "fire"),
    ("bữa qua cháy, giờ nó đang cháy lại nè", "fire"),
    ("goi cuu hoa giup voi", "fire"),
    ("tai nan chet nguoi", "accident"),
    ("tai nạn giao thông ngã tư bến đò, 2 người nằm bất động", "accident"),
    ("xe tải tông xe máy, có người chảy máu nhiều", "accident"),
    ("có ng bị thương nặng ở công trình", "accident"),
    ("ông già xóm tui đột quỵ rồi", "accident"),
    ("co nguoi tu tu", "accident"),
    ("thằng nhỏ uống thuốc sâu", "accident"),
    ("ba em bất tỉnh rồi giúp em với", "accident"),
    ("xe lật xuống mương kẹt tài xế", "accident"),
    ("cấp cứu gấp nhà số 5", "accident"),
    ("co nguoi bi dien giat", "electric"),
    ("thợ hồ bị điện giựt trên mái tôn", "electric"),
    ("dây điện đứt rớt xuống đường còn xẹt", "electric"),
    ("sap tuong de nguoi", "collapse"),
    ("tường trường sập đè người rồi", "collapse"),
    ("nhà sập, còn người mắc kẹt bên trong", "collapse"),
    ("cây đổ đè trúng xe máy có người", "collapse"),
    ("bờ sông đang sạt lở kéo theo nhà", "collapse"),
    ("nuoc ngap toi mai", "flood"),
    ("nước dâng nhanh quá, cả nhà leo lên mái rồi", "flood"),
    ("lu quet ve ban roi", "flood"),
    ("nhà tôi ngập tới cổ, có bà già", "flood"),
    ("duoi nuoc o ben do", "drowning"),
    ("có đứa nhỏ té xuống kênh chưa thấy lên", "drowning"),
    ("lật ghe ở kênh 12", "drowning"),
    ("dang danh be", "child"),
    ("hàng xóm đánh con dã man, nghe bé khóc thét", "child"),
    ("bố đánh em đau lắm", "child"),
    ("em be bi bo roi truoc cong chua", "child"),
    ("cháu tôi bé 3 tuổi con đi lạc ở chợ", "child"),
    ("bạo hành trẻ em ở nhà trẻ tư", "child"),
    ("đang đánh nhau trước quán nhậu có dao", "crime"),
    ("dang danh nhau du lam", "crime"),
    ("có trộm đang ở trong nhà tui", "crime"),
    ("vừa bị cướp giật túi ở ngã ba", "crime"),
    ("chồng đánh vợ chảy máu, cứu với", "crime"),
    ("no sung o quan karaoke", "crime"),
    ("thằng ngáo đá cầm dao rượt chém", "crime"),
    ("toi bi danh", "crime"),
    ("cứu với", "help"),
    ("cuu toi voi", "help"),
    ("SOS", "help"),
    ("cháyyyy nhàaaa", "fire"),
    ("nha tui chay roi ba con oi", "fire"),
    ("nhà hàng xóm bốc khói đen", "fire"),
    ("bình ga bị xì", "fire"),
    ("chay o quan 3 tang 2 co nguoi ket", "collapse"),
    ("be roi xuong muong", "drowning"),
    ("có người nằm giữa đường không nhúc nhích", "accident"),
    ("máu chảy quá trời", "accident"),
    ("uống thuốc rầy", "accident"),
    ("bọn nó đang uýnh lộn", "crime"),
    ("danh nhau chay mau", "crime"),
    ("chong toi danh toi", "crime"),
    ("bi giut do o cho", "crime"),
    ("bé bị cha dượng đánh", "child"),
    ("em bi ba danh", "child"),
    ("con toi bi lac o cho", "child"),
    ("cứuuu tụi tui với", "help"),
    ("help", "help"),
]
CALM = [
    "Đường trước nhà bà Hoa hư",  # "bà hỏa" is a fire, and Hoa a name
    "nha ba hoa bi ngap",
    "Ký tên: bà Hoa",
    "đèn cháy bóng",
    "đèn đường bị cháy bóng cả tuần",
    "bong den chay",
    "den duong bi chay bong 3 ngay",
    "đèn cháy rồi chưa ai thay",
    "chập cháy bóng đèn hẻm 3",
    "cháy hàng",
    "thuốc ở trạm cháy hàng",
    "nắng cháy da mà không có bóng cây",
    "nang chay da nguoi",
    "bánh cháy",
    "quán bán cơm cháy lấn vỉa hè",
    "quán cơm chay gần chợ",
    "quan an chay nha chi Ba lan chiem via he",
    "quán ăn chay nhà chị Ba lấn chiếm vỉa hè",
    "xe buyt co chay chu nhat khong",
    "xe tai chay qua nhanh",
    "may bom dang chay suot dem on qua",
    "nuoc chay lon lam hu duong",
    "nước chảy dữ quá trước nhà",
    "chạy xe ẩu quá",
    "cướp lời người dân khi họp",
    "cán bộ cướp lời dân",
    "cuop loi",
    "chém gió",
    "quán chặt chém khách",
    "tai nạn hôm qua đã xử lý",
    "hôm qua có tai nạn ở ngã tư, ổ gà bự quá",
    "tuần trước cháy bãi rác, tới giờ còn mùi",
    "ổ gà này dễ gây tai nạn lắm",
    "ổ gà gây tai nạn cho bà con",
    "doan nay hay xay ra tai nan, xin lap den",
    "làm chế độ tai nạn lao động cần giấy gì",
    "bảo hiểm tai nạn học sinh",
    "dây điện thòng sợ cháy",
    "nguy cơ cháy nổ cao ở kho phế liệu",
    "diễn tập chữa cháy mấy giờ",
    "xin tập huấn phòng cháy chữa cháy",
    "đề nghị trang bị bình chữa cháy",
    "nổ pô rú ga cả đêm",
    "mạng sập hoài không nộp hồ sơ được",
    "nguy cơ sạt lở bờ kênh",
    "xin xây kè chống sạt lở",
    "mở lớp bơi phòng đuối nước cho trẻ",
    "phòng cấp cứu trạm y tế hư đèn",
    "đang đánh bài ăn tiền",
    "bị đánh giá thấp",
    "đánh bạc ở hẻm 4",
    "hội cựu chiến binh",
    "hoi cuu chien binh hop khi nao",
    "cứu trợ bão phát chưa",
    "rác dồn cầu kênh 12 đầy nhóc",
    "Cho tui hỏi đèn đường ấp 5 hư cả tuần nay sao hổng ai sửa, tối đi làm về sợ lắm",
    "E ơi đường vô chợ xã ổ gà bự quá, bữa qua bà Tư té xe luôn nè",
    "Nhà kế bên nuôi heo mùi ko chịu nổi, nc thải xả thẳng ra mương",
    "Cột điện trước nhà tôi nghiêng sắp đổ, dây chạm mái tôn",
    "Dạ cho con hỏi làm giấy khai sinh cho bé cần giấy gì, thứ 7 có làm hông",
    "ktv karaoke loa kéo hát tới 12h đêm, con nhỏ ko ngủ dc",
    "Ok cảm ơn mấy anh chị nhiều nghen, đèn sáng lại rồi",
    "nóng muốn chết",
    "mùi hôi khó thở quá",
    "ngập nước trước nhà tới mắt cá",
    "ghế đá công viên gãy chân",
    "cán bộ nhiệt tình, cháy hết mình vì dân",
    "mất nước sạch 2 bữa nay rồi xã ơi",
    "nha toi sap xay xong, xin so nha",
    "nha toi chay nuoc tran nha, xin sua ong",
    "đốt rơm khói mù mịt",
    "con chó bị xe cán chết bốc mùi",
    "vệ sinh an toàn thực phẩm sợ ngộ độc",
    "điện chập chờn có dao động điện áp",
    "thanh niên hay uýnh lộn ở quán nhậu",
    "",
]


@pytest.mark.parametrize(("words", "kind"), DANGER, ids=[words for words, _ in DANGER])
def test_danger_is_recognised_as_people_write_it(words: str, kind: str) -> None:
    found = recognise(words, HOA_SEN)
    assert found is not None
    assert found.code == kind


@pytest.mark.parametrize("words", CALM)
def test_everyday_words_raise_no_alarm(words: str) -> None:
    found = recognise(words, HOA_SEN)
    assert found is None, found.code


MESSAGES = [
    line.partition("|")[::2]
    for line in (Path(__file__).parent / "emergency_messages.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("kinds", "words"), MESSAGES, ids=[words for _, words in MESSAGES])
def test_idioms_anger_and_dialect_are_told_from_danger(kinds: str, words: str) -> None:
    found = recognise(words, HOA_SEN)
    assert (found.code if found else "") in kinds.split("/")


@pytest.mark.parametrize("words", ["vo de", "Vỡ đê", "chay", "CUOP!!!", "nha sap"])
def test_a_cry_of_a_word_or_two_is_one_without_accents_too(words: str) -> None:
    assert recognise(words, HOA_SEN) is not None


@pytest.mark.parametrize("words", ["noi vo de", "ap vo de hop may gio", "xe buyt chay may gio"])
def test_the_same_letters_in_a_sentence_are_none(words: str) -> None:
    assert recognise(words, HOA_SEN) is None


def test_a_very_long_message_costs_no_more_than_its_length() -> None:
    words = "té xuống nước em bé sập nhà kẹt cầm dao đánh " * 400
    assert recognise(f"xin hỏi {words}", HOA_SEN) is not None
