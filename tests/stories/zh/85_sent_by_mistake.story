# 85 A file sent by mistake is deleted when he says so; where staff have it already they are told not to use it.
# rules: CMP-1 CMP-2
C> 空调不制冷
C> 不会
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> [album a.jpg b.jpg c.mp4]
S> draft_files == 3
C> 第二张发错了
B> 图2已删除，剩2个
B> 没有就回复“好了”
S> draft_files == 2 and [one.kind for one in evidence] == ['photo', 'video'] and step == 'evidence'
C> 第五张不要
B> 没看出是哪一个。现在有图1、视频1
S> draft_files == 2
C> [photo d.jpg]
C> 发错了
B> 图2已删除，剩2个
S> draft_files == 2
C> 人工
C> [photo e.jpg]
S> case_files == 3
T> +PT25H
C> 在吗
C> 视频1删掉
B> 视频1已删除，剩1个
O> aftersales.1 客户说视频1发错了
S> case_files == 2 and len(evidence) == 1
C> 图1发错了
B> 图1已删除，现在没有照片和文件了
S> evidence == () and case_files == 1
C> 好了
B> 照片：未填
S> step == 'summary'
