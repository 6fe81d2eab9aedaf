# 19 A photo may come before any word, or with one; on WeChat the word comes behind it.
# rules: CMP-1
C> [photo a.jpg]
B> 收到1个：图1
B> 请直接说说发生了什么
S> step == 'phenomenon' and draft_files == 1
@telegram C> [photo b.jpg] 仪表盘亮黄灯
@wechat C> [photo b.jpg]
B> 收到1个：图2
@wechat C> 仪表盘亮黄灯
B> 影响行车安全吗
S> step == 'safety' and '仪表盘亮黄灯' in shown.phenomenon and draft_files == 2
C> [photo c.jpg]
B> 收到1个：图3
B> 影响行车安全吗
S> step == 'safety' and draft_files == 3
