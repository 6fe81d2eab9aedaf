# 19 An album is one reply; nine at most; voice is taken as a file.
# rules: CMP-1
C> 空调不制冷
C> 不会
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
S> step == 'evidence'
C> [album a.jpg b.jpg c.mp4]
@telegram B> 收到3个：图1、图2、视频1
@wechat B> 收到您发的文件
B> 没有就回复“好了”
S> draft_files == 3 and len(evidence) == 3 and step == 'evidence'
C> [voice a.ogg]
B> 语音
B> 请打字
S> draft_files == 4
C> [album a.jpg b.jpg c.jpg d.jpg e.jpg f.jpg g.jpg]
@telegram B> 最多9个
S> len(evidence) == 9 and draft_files == 9
@telegram C> [photo z.jpg] 这是仪表盘
@wechat C> [photo z.jpg]
B> 最多9个
S> draft_files == 9 and step == 'evidence'
C> 好了
B> 照片：9个
S> step == 'summary'
C> 提交
O> aftersales.1 9
S> case_files == 9 and draft_files == 0 and complaints == 1
C> [photo n.jpg]
B> 已转给处理TS20250312-0001的同事
S> case_files == 10
