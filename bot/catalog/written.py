"""Other ways to write Chinese, brought into the one that words are listed in: 雞蛋兩盤, 贰拾斤.  Pure."""

import re

# The characters of names, units and what is said around them; whatever else is traditional stays as it is.
_TRADITIONAL = str.maketrans(
    "兩個隻顆條盤籃簍籮罈壺張雞鴨鵝蛋蘋獼紅綠黃薑醬藥糧麵麥豬魚鮮鹹乾幹濕溼黑雲聽橘櫻葉種醃煮湯鍋"
    "請給謝麻煩幫買賣來還這們麼嗎嘛為說誰時間點鐘樓門號單開關錢塊過後會應該對錯換訂預約發貨邊裡裏頭樣幾滿"
    "東車農產鄉鎮縣區廣遠進選揀裝稱斷風飯餐館廳廚學園幼師傅愛親媽爸爺奶孫嬸嫂闆長電話碼寫記單據總計價貴"
    "夠別無沒從與並則雖另隨順帶捎領懷孕團圓節慶賀禮拜週雙歲現實熱涼鬆軟緊鹽橙蔥蔔蘿薺薦蕃頓馬鈴龍蝦",
    "两个只颗条盘篮篓箩坛壶张鸡鸭鹅蛋苹猕红绿黄姜酱药粮面麦猪鱼鲜咸干干湿湿黑云听橘樱叶种腌煮汤锅"
    "请给谢麻烦帮买卖来还这们么吗嘛为说谁时间点钟楼门号单开关钱块过后会应该对错换订预约发货边里里头样几满"
    "东车农产乡镇县区广远进选拣装称断风饭餐馆厅厨学园幼师傅爱亲妈爸爷奶孙婶嫂板长电话码写记单据总计价贵"
    "够别无没从与并则虽另随顺带捎领怀孕团圆节庆贺礼拜周双岁现实热凉松软紧盐橙葱卜萝荠荐番顿马铃龙虾",
)
_FORMAL = str.maketrans("壹贰贳叁參肆伍陆陸柒捌玖拾佰仟", "一二二三三四五六六七八九十百千")
# By itself such a character may be a name.
_FORMAL_RUN = re.compile("[壹贰贳叁參肆伍陆陸柒捌玖拾佰仟]{2,}|[壹贰叁肆伍陆柒捌玖拾](?=[斤两个只箱袋盒瓶公千克])")


def simplified(text: str) -> str:
    """Write a text in simplified characters, and the numerals of cheques as everyone does."""
    return _FORMAL_RUN.sub(lambda run: run[0].translate(_FORMAL), text.translate(_TRADITIONAL))
